/** The columns of a face, in whichever table. The box is in pixels of the stored picture. */
export interface FaceColumns {
  left: number;
  top: number;
  width: number;
  height: number;
  score: number;
  /** How good a view of the face it is (engine/quality.ts), each from 0 to 1; null in old rows. */
  sharpness: number | null;
  turn: number | null;
  quality: number | null;
  descriptor: Uint8Array;
}
