import type { Transaction } from 'kysely';
import { fromBytes, toBytes } from './descriptors';
import type { FaceColumns } from './face-columns';
import type { Tables } from './tables';

/** A face as the catalogue keeps it. The box is in pixels of the stored picture; the figures of its view go from 0 to 1, null where unknown. */
export interface StoredFace {
  box: { left: number; top: number; width: number; height: number };
  score: number;
  sharpness: number | null;
  turn: number | null;
  /** All of it in one figure: who has the highest is the best photo of a person. */
  quality: number | null;
  descriptor: Float32Array;
}

interface Described {
  box: StoredFace['box'];
  score: number;
  quality: { sharpness: number; turn: number; overall: number };
  descriptor: Float32Array;
}

/** What is kept of a face that the engine has described. */
export const toStored = ({ box, score, descriptor, quality: { sharpness, turn, overall } }: Described): StoredFace => ({
  box,
  score,
  sharpness,
  turn,
  quality: overall,
  descriptor,
});

/** The columns of a face's row, in whichever table. */
export const toColumns = ({ box: { left, top, width, height }, descriptor, ...view }: StoredFace): FaceColumns => ({
  left,
  top,
  width,
  height,
  ...view,
  descriptor: toBytes(descriptor),
});

/** A face out of its row, or undefined when its descriptor is damaged. */
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

/** Rows in one statement: a face has some dozen values, and SQLite takes 32,000. */
const ROWS_AT_ONCE = 500;

/** Writes the faces of a recognition or a draft, in their order: `position` counts from 0. */
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
