import type { Generated } from 'kysely';
import type { FaceColumns } from './face-columns';

// What recognition compares with: the tables of the room gallery/.

/** People, photos and settings that belong together. Each user has a personal one. */
export interface GalleryTable {
  id: Generated<number>;
  /** Random, safe in an address. */
  handle: string;
  name: string;
  ownerId: number;
  /** The name of the gallery's folder in each store. Random, and never used again. */
  folder: string;
  /** The gallery's own sure threshold, a distance; null means the app's setting. */
  strictness: number | null;
  /** How many hours the gallery's recognitions are kept; null means the app's setting. */
  retention: number | null;
  /** Goes up with each change of its people, photos or verdicts (gallery/gallery-changes.ts). */
  version: Generated<number>;
  createdAt: number;
}

/** The version at which something about a person changed last. The person may be gone. */
export interface GalleryChangeTable {
  galleryId: number;
  personId: number;
  version: number;
}

export interface PersonTable {
  id: Generated<number>;
  galleryId: number;
  name: string;
  /** The name, normalised and folded: two spellings of one name are one person. */
  nameKey: string;
  /** What the name is searched and sorted by (search-key.ts). */
  searchKey: string;
  createdAt: number;
  /** Random: it stands in the address of the person's page, and outlives a new name. */
  handle: string;
  /** The photo that stands for the person; null means the best one. */
  coverPhotoId: number | null;
}

export interface PhotoTable {
  id: Generated<number>;
  galleryId: number;
  personId: number;
  /** Safe in a URL and as a file's name, and unguessable. */
  imageName: string;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  /** Why the photo is set aside, when its file or face can't be used. */
  quarantined: string | null;
  /** SHA-256 of the file as it was uploaded, in hex: the same file again needs no second look. Null in old rows. */
  sourceHash: string | null;
  /** The perceptual hash (storage/picture-hash.ts). Null in old rows. */
  pictureHash: string | null;
  /** The verdict by which a face of a recognition became this photo. Null for an uploaded one. */
  verdictId: number | null;
}

export interface FaceTable extends FaceColumns {
  id: Generated<number>;
  photoId: number;
}

/** What a person said of a face. It is found again by the photo's perceptual hash and the face's place in it, or by its descriptor. */
export interface VerdictTable {
  id: Generated<number>;
  galleryId: number;
  personId: number;
  /** 1: it is this person; 0: it isn't. */
  isPerson: number;
  pictureHash: string | null;
  /** The place as shares of the photo's width and height, 0 to 1. */
  left: number;
  top: number;
  width: number;
  height: number;
  descriptor: Uint8Array;
  createdAt: number;
}
