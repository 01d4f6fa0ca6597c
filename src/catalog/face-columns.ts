/** The columns of a face in every table that has faces. The box is in pixels of the stored picture. */
export interface FaceColumns {
  left: number;
  top: number;
  width: number;
  height: number;
  /** How sure the detector is that this is a face, 0 to 1. */
  score: number;
  /** How good a view of the face this is (engine/quality.ts), in three figures from 0 to 1; null in old rows. */
  sharpness: number | null;
  turn: number | null;
  quality: number | null;
  descriptor: Uint8Array;
}
