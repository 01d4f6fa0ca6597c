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
  createdAt: number;
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
}

interface FaceColumns {
  left: number;
  top: number;
  width: number;
  height: number;
  score: number;
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
}

interface RecognizedFaceTable extends FaceColumns {
  recognitionId: string;
  position: number;
}

export interface Tables {
  users: UserTable;
  sessions: SessionTable;
  people: PersonTable;
  photos: PhotoTable;
  faces: FaceTable;
  recognitions: RecognitionTable;
  recognizedFaces: RecognizedFaceTable;
}
