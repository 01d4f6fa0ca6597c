import type { DescriptorNetwork, PictureWanted, Purpose } from './descriptor-network';

/** A rectangle in pixels of the upright picture, measured from its upper left corner. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A position in pixels of the upright picture, measured from its upper left corner. */
export interface Point {
  x: number;
  y: number;
}

/** How well a photo shows a face. The limits of a good view are in `QUALITY` (quality.ts). */
export interface FaceQuality {
  /** The shorter side of the box, in pixels of the stored picture. */
  size: number;
  /** From 0 (blurred) to 1 (sharp), measured in the detail that the networks need, whatever the size of the face. */
  sharpness: number;
  /** The angle between the face and the camera in quarter turns: 0 looks into the camera, 1 is a profile. */
  turn: number;
  /** From 0 to 1, all figures together. The best photo of a person is the one with the highest. */
  overall: number;
}

/** A face that was found in a photo. */
export interface DescribedFace {
  box: Box;
  /** The detector's confidence that this is a face, from 0 to 1. */
  score: number;
  /** 68 points in iBUG's order: jaw, brows, nose, eyes, mouth. */
  landmarks: Point[];
  /** Floats. The Euclidean distance of two descriptors of one network measures how much two faces differ. */
  descriptor: Float32Array;
  /** The network that made the descriptor (descriptor-network.ts). */
  network: string;
  /** How many chips the descriptor is the mean of. */
  chips: number;
  quality: FaceQuality;
}

/** The stored form of a photo: upright, sRGB, of limited size, without EXIF or any byte of the original file. */
export interface Picture {
  /** Empty when no picture was asked for. */
  jpeg: Uint8Array;
  width: number;
  height: number;
}

/** How many quarters clockwise something is turned. */
export type Quarters = 0 | 1 | 2 | 3;

/** An uploaded photo as programs show it: upright by its own orientation, and before it is shrunk. */
export interface UploadedPhoto {
  width: number;
  height: number;
  /** How far the picture was turned from there, as its faces lay on their side. */
  quarters: Quarters;
}

/** A photo with every face in it. */
export interface DescribedPhoto {
  picture: Picture;
  uploaded: UploadedPhoto;
  /** The faces from left to right; empty when none was found. */
  faces: DescribedFace[];
}

/** The stages that a photo goes through, in this order. A refused photo, or one without a face, skips the last ones. */
export type Stage = 'waiting' | 'decoding' | 'detecting' | 'describing';

/** What an engine is told of a photo. */
export interface PhotoRequest {
  /**
   * Whose photo it is, by any number. Owners' photos take turns, and one owner may wait in a part of the queue only. Whatever
   * users send has an owner; each photo without one counts as somebody else's.
   */
  owner?: number;
  /** The stored name of the network that is to describe the faces; by default, and if the engine doesn't have it, the preferred one. */
  network?: string;
  /** What the photo is described for; by default, somebody asks who is on it. */
  purpose?: Purpose;
  /** Whether the photo is a stored picture, which stays as it is; by default, a photo that lies on its side is put upright. */
  isStored?: boolean;
  /** By default, the whole picture. */
  picture?: PictureWanted;
  /** Drops the photo if the engine hasn't begun it. */
  signal?: AbortSignal;
  /** Called once for each stage as it begins, in order; the last call may be missing when the result comes first. It must not throw. */
  onStage?: (stage: Stage) => void;
}

/** Describes photos. It deals in pictures and numbers only, and knows no users, no names and no HTTP. */
export interface FaceEngine {
  /**
   * Reads a photo and describes every face in it, without blocking the calling thread. A failure doesn't affect other
   * photos.
   * @param bytes a file, untrusted; `PHOTO_FORMATS` (photo-formats.ts) are read
   * @throws photoEmpty, photoUnsupported, photoKindUnsupported, photoUnusual, photoDamaged, photoTooManyPixels or
   *   photoTooLong when the bytes can't be read
   *   as a photo; tooBusy when the queue is full, or somebody who has less takes the photo's place in it;
   *   engineFailed when the worker failed; clientGone after `signal`
   */
  describe(bytes: Uint8Array, request?: PhotoRequest): Promise<DescribedPhoto>;
}

/** An engine that an app has started, and closes when it stops. */
export interface RunningEngine extends FaceEngine {
  /** Returns whether the networks are loaded. Before that, photos wait. */
  isReady(): boolean;
  /** Returns whether it has nothing to do, so that work that nobody waits for keeps nobody waiting. */
  isIdle(): boolean;
  /** What computes its networks; undefined before a worker has said it. */
  readonly kind: 'native' | 'wasm' | undefined;
  /** The descriptor networks that it has, the preferred one first. */
  readonly networks: readonly DescriptorNetwork[];
  /** Finishes the photos that it has begun, refuses those in the queue, and frees its memory and threads. */
  close(): Promise<void>;
}
