import type { Generated } from 'kysely';
import type { FaceColumns, NextColumns } from './face-columns';

// The tables of the room gallery/: what recognition compares with.

/** What somebody may do in a gallery (gallery/memberships.ts). */
export type Role = 'viewer' | 'editor' | 'owner';

/** A user who was given a role in a gallery. */
export interface MembershipTable {
  galleryId: number;
  userId: number;
  role: Role;
  joinedAt: number;
}

/** A group of the provider's whose members have a role in a gallery. */
export interface GalleryGroupTable {
  galleryId: number;
  groupName: string;
  role: Role;
}

/** A user who has left a gallery: no group brings them back. */
export interface LeftGalleryTable {
  galleryId: number;
  userId: number;
}

/** A view: the role that a user has in a gallery by a group, unless they have left. Who has a role by groups is read here alone. */
export interface GroupRoleView {
  galleryId: number;
  userId: number;
  groupName: string;
  role: Role;
}

/** People, photos and settings that belong together. Each user has a personal one. */
export interface GalleryTable {
  id: Generated<number>;
  /** A random id, safe in an address. */
  handle: string;
  name: string;
  /** One of its owners: the one for whom its storage counts. */
  ownerId: number;
  /** Whose personal gallery it is; null for galleries that were made, and once that user is gone. */
  personalOf: Generated<number | null>;
  /** The name of the gallery's folder in each store. Random, so never used twice. */
  folder: string;
  /** The gallery's own sure threshold, a distance; null means the app's setting. */
  strictness: number | null;
  /** How many hours the gallery's recognitions are kept; null means the app's setting. */
  retention: number | null;
  /** The network whose descriptors count: what others have made is never compared. */
  network: string;
  /** Goes up with each change of its people, photos or verdicts (gallery/gallery-changes.ts). */
  version: Generated<number>;
  createdAt: number;
  /** When its account was deleted: nobody finds it any more, and its rows are being removed. Null for all others. */
  deletedAt: Generated<number | null>;
}

/** The gallery version in which a person changed last. The person may be deleted. */
export interface GalleryChangeTable {
  galleryId: number;
  personId: number;
  version: number;
}

export interface PersonTable {
  id: Generated<number>;
  galleryId: number;
  name: string;
  /** The name, normalized and case-folded: two spellings of one name are one person. */
  nameKey: string;
  /** What people are searched and sorted by (search-key.ts). */
  searchKey: string;
  createdAt: number;
  /** A random id for the address of the person's page. It outlives renaming. */
  handle: string;
  /** The cover that the user chose; null means the best photo. */
  coverPhotoId: number | null;
  /** 1 for somebody who was added without a photo, and stays when they have none; 0 for all others, who go with their last photo. */
  stays: number;
}

export interface PhotoTable {
  id: Generated<number>;
  galleryId: number;
  personId: number;
  /** Who added it; null if they are gone. */
  addedBy: Generated<number | null>;
  /** Safe in a URL and as a file's name, and unguessable. */
  imageName: string;
  /** A UUID by which programs know the photo. It outlives moves, exports and imports. Two galleries may have the same one. */
  imageId: string;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  /** Why the photo is quarantined: its file or its face can't be used. Null for usable photos. */
  quarantined: string | null;
  /** SHA-256 of the uploaded file, in hex, to recognize the same file. Null without such a file and in old rows. */
  sourceHash: string | null;
  /** The perceptual hash (storage/picture-hash.ts). Null in old rows. */
  pictureHash: string | null;
  /** The verdict that turned a face of a recognition into this photo. Null for an uploaded photo. */
  verdictId: number | null;
}

export interface FaceTable extends FaceColumns, NextColumns {
  id: Generated<number>;
  photoId: number;
}

/** What a user decided about a face. The face is identified by its photo's perceptual hash and its place there, or by its descriptor. */
export interface VerdictTable extends NextColumns {
  id: Generated<number>;
  galleryId: number;
  personId: number;
  /** 1 for a confirmation, 0 for a rejection. */
  isPerson: number;
  pictureHash: string | null;
  /** The place of the face, as shares of the photo's width and height, 0 to 1. */
  left: number;
  top: number;
  width: number;
  height: number;
  descriptor: Uint8Array;
  /** The network that made the descriptor. */
  network: string;
  createdAt: number;
}

/** What a user said of a found face: that it is none, or that they don't want to be asked about it. Identified like a verdict's. */
export interface IgnoredFaceTable extends NextColumns {
  /** A random id for the address of the form that takes it back. */
  id: string;
  galleryId: number;
  /** 1 for the face of somebody who is to be ignored, 0 for a thing that is no face. */
  isFace: number;
  pictureHash: string | null;
  /** The place of the face, as shares of the photo's width and height, 0 to 1. */
  left: number;
  top: number;
  width: number;
  height: number;
  descriptor: Uint8Array;
  /** The network that made the descriptor. */
  network: string;
  /** The recognition on which the user said it; null once that is gone. */
  recognitionId: string | null;
  /** The face's number there, from 1. */
  faceNumber: number | null;
  createdAt: number;
}
