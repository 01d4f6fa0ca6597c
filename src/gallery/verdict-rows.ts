import type { Kysely, Transaction } from 'kysely';
import { fromBytes, toBytes } from '../catalog/descriptors';
import { withNext } from '../catalog/next-descriptors';
import { piecesInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import type { SeenFace } from './said-of-faces';
import type { Verdict } from './verdict-book';

// The rows of verdicts. Functions that change them need the transaction of `changeGallery`.

export interface NewVerdict {
  galleryId: number;
  personId: number;
  /** True for a confirmation, false for a rejection. */
  isPerson: boolean;
  face: SeenFace;
  /** Milliseconds since 1970. */
  createdAt: number;
}

const faceColumns = ({ pictureHash, place, descriptor, network }: SeenFace) => ({
  pictureHash,
  ...place,
  descriptor: toBytes(descriptor),
  network,
  ...{ nextNetwork: null, nextDescriptor: null },
});

/** Reads all verdicts of a gallery, the latest first. Leaves out those whose descriptor is damaged. @param isNext as they will be once the next descriptors count */
export async function selectVerdicts(catalog: Kysely<Tables>, galleryId: number, isNext = false): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const piece of verdictsInTurns(catalog, galleryId, isNext)) verdicts.push(...piece);
  return verdicts.sort((one, other) => other.createdAt - one.createdAt || other.id - one.id);
}

/** Gives the verdicts of a gallery piece by piece, in no particular order. */
export async function* verdictsInTurns(
  catalog: Kysely<Tables>,
  galleryId: number,
  isNext = false,
): AsyncGenerator<Verdict[], void, undefined> {
  const pieces = piecesInTurns((after: { id: number } | undefined, limit) =>
    read(catalog, galleryId, after?.id ?? 0, limit),
  );
  for await (const piece of pieces) yield piece.flatMap((row) => toVerdict(isNext ? withNext(row) : row) ?? []);
}

type Row = Awaited<ReturnType<typeof read>>[number];

/** Reads a verdict from its row. @returns undefined when its descriptor is damaged */
function toVerdict({ personId, handle, name, isPerson, left, top, width, height, ...row }: Row): Verdict | undefined {
  const { id, pictureHash, createdAt, network } = row;
  const descriptor = fromBytes(row.descriptor, network);
  if (!descriptor) return undefined;
  const [person, place] = [
    { id: personId, handle, name },
    { left, top, width, height },
  ];
  return { id, person, isPerson: isPerson === 1, pictureHash, place, descriptor, network, createdAt };
}

/** Reads verdicts of a gallery, by their ids. @param after the id before the first one */
const read = (catalog: Kysely<Tables>, galleryId: number, after: number, limit: number) =>
  catalog
    .selectFrom('verdicts')
    .innerJoin('people', 'people.id', 'verdicts.personId')
    .selectAll('verdicts')
    .select(['people.handle', 'people.name'])
    .where('verdicts.galleryId', '=', galleryId)
    .where('verdicts.id', '>', after)
    .orderBy('verdicts.id')
    .limit(limit)
    .execute();

/** Finds a person's verdict with exactly this descriptor. @returns its id, or undefined */
export async function findSameVerdict(
  trx: Transaction<Tables>,
  { personId, isPerson, face }: NewVerdict,
): Promise<number | undefined> {
  const row = await trx
    .selectFrom('verdicts')
    .select('id')
    .where('personId', '=', personId)
    .where('isPerson', '=', Number(isPerson))
    .where('descriptor', '=', toBytes(face.descriptor))
    .where('network', '=', face.network)
    .executeTakeFirst();
  return row?.id;
}

/** Inserts the row of a verdict. @returns its id */
export async function insertVerdict(
  trx: Transaction<Tables>,
  { face, isPerson, ...verdict }: NewVerdict,
): Promise<number> {
  const { id } = await trx
    .insertInto('verdicts')
    .values({ ...verdict, isPerson: Number(isPerson), ...faceColumns(face) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Replaces the face that a verdict is on: its photo may have come again in another version. */
export async function setVerdictFace(trx: Transaction<Tables>, id: number, face: SeenFace): Promise<void> {
  await trx.updateTable('verdicts').set(faceColumns(face)).where('id', '=', id).execute();
}
