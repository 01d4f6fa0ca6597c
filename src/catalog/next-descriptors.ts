import { type Kysely, sql } from 'kysely';
import { toBytes, unusableOf } from './descriptors';
import type { Tables } from './tables';

// A face may have two descriptors for a while: the one that counts, and the next one, by another network. They lie in one row, so that
// whatever deletes the face deletes both.

/** What another network made of a face. */
export interface NextDescription {
  /** The network that was tried. */
  network: string;
  /** Null when there is none: the photo is gone, or the face wasn't found in it again. */
  descriptor: Float32Array | null;
  /** How many chips it is the mean of. */
  chips: number;
}

/** The columns of a row that has a descriptor and may get a next one. */
interface Row {
  descriptor: Uint8Array;
  network: string;
  nextNetwork: string | null;
  nextDescriptor: Uint8Array | null;
}

/** Reads a row as it will be once next descriptors count. */
export const withNext = <Each extends Row>(row: Each): Each =>
  row.nextDescriptor && row.nextNetwork !== null
    ? { ...row, descriptor: row.nextDescriptor, network: row.nextNetwork }
    : row;

/** The condition for a row that another network has described; one that the network itself found unusable stays so. */
export const isOther = (network: string) => sql<boolean>`("network" not in (${network}, ${unusableOf(network)}))`;

/** The condition for a row that hasn't been tried by a network yet. */
export const isUntried = (network: string) => sql<boolean>`("nextNetwork" is null or "nextNetwork" <> ${network})`;

/** The columns to write what another network made of a face. @param counts whether that network's descriptors count already */
export function nextColumns({ network, descriptor }: Pick<NextDescription, 'network' | 'descriptor'>, counts: boolean) {
  if (!descriptor) return { nextNetwork: network, nextDescriptor: null };
  if (!counts) return { nextNetwork: network, nextDescriptor: toBytes(descriptor) };
  return { descriptor: toBytes(descriptor), network, nextNetwork: null, nextDescriptor: null };
}

/** The assignments that make next descriptors count, in rows that have one. */
export const TAKE_NEXT = {
  descriptor: sql<Uint8Array>`"nextDescriptor"`,
  network: sql<string>`"nextNetwork"`,
  nextNetwork: null,
  nextDescriptor: null,
};

/** Tables with the faces of a picture. */
type PictureTable = 'recognizedFaces' | 'draftFaces';

/** Writes what another network made of a face of a recognition or a draft, if it is still there. @param position of the face, from 0 */
export async function describeNext(
  trx: Kysely<Tables>,
  table: PictureTable,
  id: string,
  position: number,
  next: NextDescription,
  counts: boolean,
): Promise<void> {
  const chips = counts && next.descriptor ? { chips: next.chips } : {};
  const columns = { ...nextColumns(next, counts), ...chips };
  if (table === 'draftFaces')
    await trx.updateTable(table).set(columns).where('draftId', '=', id).where('position', '=', position).execute();
  else
    await trx
      .updateTable(table)
      .set(columns)
      .where('recognitionId', '=', id)
      .where('position', '=', position)
      .execute();
}

/** The condition for a row with a next descriptor of a network. */
export const hasNext = (network: string) => sql<boolean>`("nextNetwork" = ${network} and "nextDescriptor" is not null)`;

/** Makes the next descriptors of some recognitions' or drafts' faces count. */
export async function takeNext(
  trx: Kysely<Tables>,
  table: PictureTable,
  ids: readonly string[],
  { network, chips }: Pick<NextDescription, 'network' | 'chips'>,
): Promise<void> {
  const columns = { ...TAKE_NEXT, chips };
  if (table === 'draftFaces')
    await trx.updateTable(table).set(columns).where('draftId', 'in', ids).where(hasNext(network)).execute();
  else await trx.updateTable(table).set(columns).where('recognitionId', 'in', ids).where(hasNext(network)).execute();
}
