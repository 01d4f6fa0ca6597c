import type { Generated } from 'kysely';

// Times are milliseconds since 1970. Paths are relative to the data folder's `uploads` (photos) or `recognitions`. Descriptors are
// 128 float32, little-endian.

interface UserTable {
  id: Generated<number>;
  /** A person is known by issuer and subject together; everything else a provider says of them may change. */
  issuer: string;
  subject: string;
  displayName: string;
  /** Derived from issuer and subject by a hash, so that no subject can escape or collide. */
  folder: string;
  createdAt: number;
  /** The user's own sure bound, a distance; null means the app's setting. */
  matchSure: number | null;
  /** How many hours the user wants results to be kept; null means the app's setting. */
  keepHours: number | null;
}

interface SessionTable {
  /** SHA-256 of the id in the cookie: who reads the catalogue can't sign in with it. */
  idHash: string;
  userId: number | null;
  data: string;
  expiresAt: number;
}

interface PersonTable {
  id: Generated<number>;
  userId: number;
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

interface PhotoTable {
  id: Generated<number>;
  userId: number;
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
}

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

interface FaceTable extends FaceColumns {
  id: Generated<number>;
  photoId: number;
}

interface RecognitionTable {
  /** Random: it stands in the address of the result's page. */
  id: string;
  userId: number;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  expiresAt: number;
  pictureHash: string | null;
}

interface RecognizedFaceTable extends FaceColumns {
  recognitionId: string;
  position: number;
}

/** A photo that waits for an answer: which of its faces, or whether it is the person of that name. */
interface DraftTable {
  id: string;
  userId: number;
  /** Whom it is to be a photo of: the name as `readName` gave it. */
  name: string;
  /** As the person's machine calls the file: to be shown, never used. */
  fileName: string;
  path: string;
  width: number;
  height: number;
  sourceHash: string;
  pictureHash: string;
  createdAt: number;
}

interface DraftFaceTable extends FaceColumns {
  draftId: string;
  position: number;
}

/** What a person said of a face. It is found again by the photo's perceptual hash and the face's place in it, or by its descriptor. */
interface VerdictTable {
  id: Generated<number>;
  userId: number;
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

/** Two people who were made one: what it takes to part them again. */
interface MergeTable {
  id: string;
  userId: number;
  /** Who they became. */
  personId: number;
  /** The name of the one who was merged. */
  mergedName: string;
  /** JSON. */
  snapshot: string;
  createdAt: number;
}

interface ImportTable {
  id: string;
  userId: number;
  fileName: string;
  path: string;
  state: 'running' | 'done' | 'failed';
  /** Why it failed. */
  message: string | null;
  /** Files in it that are to be added. */
  total: number;
  createdAt: number;
}

interface ImportResultTable {
  importId: string;
  position: number;
  file: string;
  person: string | null;
  outcome: 'added' | 'asks' | 'refused' | 'known';
  message: string;
}

export interface Tables {
  users: UserTable;
  sessions: SessionTable;
  people: PersonTable;
  photos: PhotoTable;
  faces: FaceTable;
  recognitions: RecognitionTable;
  recognizedFaces: RecognizedFaceTable;
  drafts: DraftTable;
  draftFaces: DraftFaceTable;
  verdicts: VerdictTable;
  merges: MergeTable;
  imports: ImportTable;
  importResults: ImportResultTable;
}
