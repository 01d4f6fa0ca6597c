import type { Transaction } from 'kysely';
import { type Described, fromBytes, toBytes } from './descriptors';
import type { FaceColumns } from './face-columns';
import type { Tables } from './tables';

/** A face as the catalog stores it. The box is in pixels of the stored picture. Quality figures go from 0 to 1, null if unknown. */
export interface StoredFace extends Described {
  box: { left: number; top: number; width: number; height: number };
  score: number;
  sharpness: number | null;
  turn: number | null;
  /** The overall quality: the best photo of a person has the highest. */
  quality: number | null;
  /** How many chips the descriptor is the mean of. */
  chips: number;
}

/** The part of the engine's `DescribedFace` that is stored. */
interface FoundFace extends Described {
  box: StoredFace['box'];
  score: number;
  quality: { sharpness: number; turn: number; overall: number };
  chips: number;
}

/** Converts a face from the engine into what the catalog stores of it. */
export const toStored = ({ quality: { sharpness, turn, overall }, ...face }: FoundFace): StoredFace => ({
  box: face.box,
  score: face.score,
  sharpness,
  turn,
  quality: overall,
  descriptor: face.descriptor,
  network: face.network,
  chips: face.chips,
});

/** Converts a face into the columns of its row. */
export const toColumns = ({ box: { left, top, width, height }, descriptor, ...view }: StoredFace): FaceColumns => ({
  left,
  top,
  width,
  height,
  ...view,
  descriptor: toBytes(descriptor),
});

/** Reads a face from its row. @returns undefined when its descriptor is damaged */
export function fromColumns({
  left,
  top,
  width,
  height,
  score,
  sharpness,
  turn,
  quality,
  descriptor: bytes,
  network,
  chips,
}: FaceColumns): StoredFace | undefined {
  const descriptor = fromBytes(bytes, network);
  return (
    descriptor && { box: { left, top, width, height }, score, sharpness, turn, quality, descriptor, network, chips }
  );
}

/** Rows in one statement: a face has about a dozen values, and SQLite takes some 32,000. */
const ROWS_AT_ONCE = 500;

/** Inserts the faces of a recognition or a draft. Their column `position` counts from 0 in the given order. */
export async function insertFaces(
  trx: Transaction<Tables>,
  owner: { recognitionId: string } | { draftId: string },
  faces: readonly StoredFace[],
): Promise<void> {
  for (let from = 0; from < faces.length; from += ROWS_AT_ONCE) {
    const rows = faces.slice(from, from + ROWS_AT_ONCE).map((face, i) => ({ position: from + i, ...toColumns(face) }));
    if ('draftId' in owner)
      await trx
        .insertInto('draftFaces')
        .values(rows.map((row) => ({ ...owner, ...row })))
        .execute();
    else
      await trx
        .insertInto('recognizedFaces')
        .values(rows.map((row) => ({ ...owner, ...row })))
        .execute();
  }
}
