import { sql, type Transaction } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { Turns } from '../../concurrency/turns';
import { type Gallery, requireGallery } from '../../gallery/galleries';
import { changeGallery, type Touch } from '../../gallery/gallery-changes';
import { restoreIgnoredFace } from '../../gallery/ignored-faces';
import { requireImporter } from '../../gallery/importers';
import { findPerson } from '../../gallery/person-rows';
import { restoreLastingPeople } from '../../gallery/restore-person';
import { restoreVerdict } from '../../gallery/verdicts';
import { answersOf, type IgnoredRecord, MAX_ANSWERS, type VerdictRecord } from '../gallery-format';
import type { SaidLine } from './plan-lines';

/** How many answers one transaction restores. Other work gets its turn in between. */
const AT_ONCE = 100;

/** How many were left out. */
interface LeftOut {
  /** Verdicts and ignored faces. */
  answers: number;
  people: number;
}

interface Work {
  catalog: Catalog;
  gallery: Gallery;
  lines: AsyncIterable<SaidLine>;
  /** How many lines were done before. */
  done: number;
  signal: AbortSignal;
  /** Called with the number of lines that are done. */
  onDone(lines: number): Promise<void>;
}

/**
 * Restores who stays without photos, and what was said of faces: verdicts and ignored faces, each once, and no more of each than a gallery may have.
 * @returns how many were left out
 * @throws accountDeleted, importerGone, the signal's reason
 */
export async function restoreAnswers({ catalog, gallery, lines, done, signal, onDone }: Work): Promise<LeftOut> {
  const turns = new Turns(signal);
  let lot: SaidLine[] = [];
  let position = 0;
  const leftOut: LeftOut = { answers: 0, people: 0 };
  const finish = async () => {
    await restoreLot(catalog, gallery.id, lot, leftOut);
    lot = [];
    await onDone(position);
    signal.throwIfAborted();
    await turns.next();
  };
  for await (const line of lines) {
    if (position++ < done) continue;
    lot.push(line);
    if (lot.length === AT_ONCE) await finish();
  }
  if (lot.length > 0) await finish();
  return leftOut;
}

async function restoreLot(
  catalog: Catalog,
  galleryId: number,
  lot: readonly SaidLine[],
  leftOut: LeftOut,
): Promise<void> {
  const verdicts = lot.flatMap((line) => ('verdict' in line ? [line] : []));
  const ignored = lot.flatMap((line) => ('ignored' in line ? [line.ignored] : []));
  const lasting = lot.flatMap((line) => ('lasting' in line ? [line.lasting] : []));
  leftOut.people += await restoreLastingPeople(catalog, galleryId, lasting);
  if (verdicts.length > 0)
    leftOut.answers += await changeGallery(catalog, galleryId, (trx, touch) =>
      restoreSome(trx, touch, galleryId, verdicts),
    );
  if (ignored.length > 0)
    leftOut.answers += await catalog.transaction().execute(async (trx) => {
      await requireGallery(trx, galleryId);
      await requireImporter(trx, galleryId);
      return ignoreSome(trx, galleryId, ignored);
    });
}

async function restoreSome(
  trx: Transaction<Tables>,
  touch: Touch,
  galleryId: number,
  verdicts: ReadonlyArray<{ name: string; verdict: VerdictRecord }>,
): Promise<number> {
  let room = await roomFor(trx, 'verdicts', galleryId);
  let leftOut = 0;
  const people = new Map<string, number | undefined>();
  for (const { name, verdict } of verdicts) {
    if (!people.has(name)) people.set(name, (await findPerson(trx, galleryId, name))?.id);
    const personId = people.get(name);
    if (personId === undefined) continue;
    const { isPerson, createdAt, ...face } = verdict;
    if (room <= 0) leftOut++;
    else if (await restoreVerdict(trx, { galleryId, personId, isPerson, face, createdAt })) {
      room -= answersOf(face.descriptor.byteLength);
      touch(personId);
    }
  }
  return leftOut;
}

async function ignoreSome(
  trx: Transaction<Tables>,
  galleryId: number,
  records: readonly IgnoredRecord[],
): Promise<number> {
  let room = await roomFor(trx, 'ignoredFaces', galleryId);
  let leftOut = 0;
  for (const { isFace, createdAt, ...face } of records) {
    if (room <= 0) leftOut++;
    else if (
      await restoreIgnoredFace(trx, galleryId, { isFace, createdAt, face, recognitionId: null, faceNumber: null })
    )
      room -= answersOf(face.descriptor.byteLength);
  }
  return leftOut;
}

async function roomFor(
  trx: Transaction<Tables>,
  table: 'verdicts' | 'ignoredFaces',
  galleryId: number,
): Promise<number> {
  const { bytes } = await trx
    .selectFrom(table)
    .select(sql<number | null>`sum(length("descriptor"))`.as('bytes'))
    .where('galleryId', '=', galleryId)
    .executeTakeFirstOrThrow();
  return MAX_ANSWERS - answersOf(bytes ?? 0);
}
