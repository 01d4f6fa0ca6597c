import type { StoredFace } from '../catalog/faces';
import type { DescribedPhoto, Quarters, UploadedPhoto } from '../engine/contract';

/** A recognition as it is stored, without names. */
export interface StoredRecognition {
  id: string;
  path: string;
  width: number;
  height: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Null until it is needed for the first time. */
  pictureHash: string | null;
  /** The photo that it was made of; null in all three where only the picture is known. */
  uploadedWidth: number | null;
  uploadedHeight: number | null;
  quarters: number | null;
  /** Who made it; null once they are gone. */
  userId: number | null;
  /** Their name; only where it is read from the catalog. */
  madeBy: string | null;
  /** 1 when all members of the gallery see it. */
  shared: number;
}

/** A described photo to be stored. */
export interface NewResult extends Pick<DescribedPhoto, 'picture' | 'faces'> {
  uploaded?: UploadedPhoto;
  /** If it is known already. */
  pictureHash?: string | null;
}

/** Where a result is in the order of the history. */
export type ResultPlace = Pick<StoredRecognition, 'id' | 'createdAt'>;

/** A face with its number in the photo. */
export interface NumberedFace {
  /** From 1, from left to right. */
  number: number;
  face: StoredFace;
}

/** The columns for the photo that a result was made of. */
export const uploadedColumns = (uploaded: UploadedPhoto | undefined) => ({
  uploadedWidth: uploaded?.width ?? null,
  uploadedHeight: uploaded?.height ?? null,
  quarters: uploaded?.quarters ?? null,
});

/** The photo that a result was made of, upright. Where it isn't known, what is kept of it counts as the photo. */
export const uploadedOf = ({ width, height, ...stored }: StoredRecognition): UploadedPhoto => ({
  width: stored.uploadedWidth ?? width,
  height: stored.uploadedHeight ?? height,
  quarters: (stored.quarters ?? 0) as Quarters,
});
