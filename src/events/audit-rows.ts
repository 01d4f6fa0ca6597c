import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { currentActor } from './actor';
import type { Happening } from './happening';
import { noteWritten } from './written';

/** People of one recognition whom an entry names, the nearest first: a photo may show a thousand. */
const MAX_PEOPLE = 20;

/** Whether an entry says it although an import does it. What it adds is told in one entry, in the end. */
const isToldOfImports = ({ type }: Happening): boolean => type.startsWith('import.') || type === 'settings.changed';

/** Writes who does what. Names of people stay out of it: they are looked up when it is read, so that a deleted person's is gone. */
export async function writeAudit(trx: Transaction<Tables>, galleryId: number, happening: Happening): Promise<void> {
  const { userId, key, address, importId, isCopying } = currentActor();
  if (importId !== undefined && !isToldOfImports(happening)) return;
  if (isCopying && happening.type === 'photo.added') return;
  await trx
    .insertInto('auditEntries')
    .values({
      ...{ galleryId, createdAt: Date.now(), type: happening.type, userId, address },
      ...{ keyHandle: key?.handle ?? null, keyName: key?.name ?? null, details: JSON.stringify(detailsOf(happening)) },
    })
    .execute();
  noteWritten(galleryId);
}

/** What an entry keeps of a happening. */
function detailsOf(happening: Happening): object {
  if (happening.type === 'recognition.completed') {
    const { type: _, people, ...kept } = happening;
    const nearest = [...people].sort((one, other) => one.distance - other.distance).slice(0, MAX_PEOPLE);
    const named = nearest.map(({ person, certainty }) => ({ person, certainty }));
    return { ...kept, people: named, peopleInAll: people.length };
  }
  const { type: _, ...rest } = happening;
  const { name: __, ...kept } = { name: undefined, ...rest };
  return kept;
}
