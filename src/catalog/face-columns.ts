import type { Generated } from 'kysely';

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
  /** The network that made the descriptor (catalog/descriptors.ts). */
  network: string;
  /** How many chips of the face the descriptor is the mean of. */
  chips: number;
}

/** The columns for a face's next descriptor, while a gallery is described anew by another network (gallery/description-rows.ts). */
export interface NextColumns {
  /** The network that has been tried; null before that. */
  nextNetwork: Generated<string | null>;
  /** Its descriptor; null when there is none: the photo is gone, or the face wasn't found in it again. */
  nextDescriptor: Generated<Uint8Array | null>;
}
