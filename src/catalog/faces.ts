import type { Transaction } from 'kysely';
import { fromBytes, toBytes } from './descriptors';
import type { FaceColumns } from './face-columns';
import type { Tables } from './tables';

/** A face as the catalog stores it. The box is in pixels of the stored picture. Quality figures go from 0 to 1, null if unknown. */
export interface StoredFace {
  box: { left: number; top: number; width: number; height: number };
  score: number;
  sharpness: number | null;
  turn: number | null;
  /** The overall quality: the best photo of a person has the highest. */
  quality: number | null;
  descriptor: Float32Array;
}

/** The part of the engine's `DescribedFace` that is stored. */
interface Described {
  box: StoredFace['box'];
  score: number;
  quality: { sharpness: number; turn: number; overall: number };
  descriptor: Float32Array;
}

/** Converts a face from the engine into what the catalog stores of it. */
export const toStored = ({ box, score, descriptor, quality: { sharpness, turn, overall } }: Described): StoredFace => ({
  box,
  score,
  sharpness,
  turn,
  quality: overall,
  descriptor,
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
}: FaceColumns): StoredFace | undefined {
  const descriptor = fromBytes(bytes);
  return descriptor && { box: { left, top, width, height }, score, sharpness, turn, quality, descriptor };
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
