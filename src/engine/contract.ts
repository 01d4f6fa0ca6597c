/** All in pixels of the upright picture, from its upper left. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** How good a view of a face it is; `QUALITY` in quality.ts says from where on a figure is a bad one. */
export interface FaceQuality {
  /** The shorter side of the box, in pixels of the kept picture. */
  size: number;
  /** 0 (blurred) to 1 (sharp): how much the blur takes of what the networks need, however large the face is. */
  sharpness: number;
  /** 0 (looks into the camera) to 1 (in profile): the angle between the two, in quarter turns. */
  turn: number;
  /** 0 to 1, to choose the best of a person's photos by. */
  overall: number;
}

export interface DescribedFace {
  box: Box;
  /** How much it looks like a face, 0 to 1. */
  score: number;
  /** 68 points in iBUG's order: jaw, brows, nose, eyes, mouth. */
  landmarks: Point[];
  /** 128 floats; the Euclidean distance between two says how much two faces differ. */
  descriptor: Float32Array;
  quality: FaceQuality;
}

/** What is kept and shown of a photo: upright, sRGB, of bounded size, without EXIF or any byte of the original file. */
export interface Picture {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

export interface DescribedPhoto {
  picture: Picture;
  /** From left to right; none when no face is found. */
  faces: DescribedFace[];
}

/** What a photo goes through, in this order; one that is refused, or has no face, doesn't see the last of them. */
export type Stage = 'waiting' | 'decoding' | 'detecting' | 'describing';

/** Describes photos. Pictures and numbers only: an engine knows no users, no names and no HTTP. */
export interface FaceEngine {
  /**
   * Reads a photo and describes every face in it. Never blocks the calling thread.
   * @param bytes a JPEG, PNG or WebP file, untrusted
   * @param signal aborts when nobody waits for the answer any more: a photo that hasn't been begun is dropped
   * @param onStage told when each stage begins, never twice and never out of order; when the answer comes, the last may
   *   not have been told. Must not throw.
   * @throws photoEmpty, photoUnsupported, photoDamaged, photoTooManyPixels or photoTooLong when the bytes are no photo to
   *   be read; tooBusy when too many are waiting; engineFailed when the work broke off; clientGone after
   *   `signal`. The next photo is not affected.
   */
  describe(bytes: Uint8Array, signal?: AbortSignal, onStage?: (stage: Stage) => void): Promise<DescribedPhoto>;
}

/** An engine that an app has started, and closes with itself. */
export interface RunningEngine extends FaceEngine {
  /** Whether it has loaded what it needs: before that, a photo waits. */
  isReady(): boolean;
  /** Waits for what is being worked on, refuses what waits, and frees what it holds. */
  close(): Promise<void>;
}
