import type { Generated } from 'kysely';
import type { FaceColumns } from './face-columns';
import type {
  FaceTable,
  GalleryChangeTable,
  GalleryTable,
  PersonTable,
  PhotoTable,
  VerdictTable,
} from './gallery-tables';

// Times are milliseconds since 1970. Paths are relative to the data folder's `uploads` (photos) or `recognitions`. Descriptors are
// 128 float32, little-endian.

interface UserTable {
  id: Generated<number>;
  /** A person is known by issuer and subject together; everything else a provider says of them may change. */
  issuer: string;
  subject: string;
  displayName: string;
  createdAt: number;
}

interface SessionTable {
  /** SHA-256 of the id in the cookie: who reads the catalogue can't sign in with it. */
  idHash: string;
  userId: number | null;
  data: string;
  expiresAt: number;
}

interface RecognitionTable {
  /** Random: it stands in the address of the result's page. */
  id: string;
  galleryId: number;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  expiresAt: number;
  pictureHash: string | null;
  /** Its id in the app where it was made, if it came with an import. */
  originId: string | null;
}

interface RecognizedFaceTable extends FaceColumns {
  recognitionId: string;
  position: number;
}

/** A photo that waits for an answer: which of its faces, or whether it is the person of that name. */
interface DraftTable {
  id: string;
  galleryId: number;
  /** Whom it is to be a photo of, where the gallery has such a person. */
  personId: number | null;
  /** The name of that person, or of one to be added: as `readName` gives it. */
  name: string;
  nameKey: string;
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

/** Two people who were made one: what it takes to part them again. */
interface MergeTable {
  id: string;
  galleryId: number;
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
  galleryId: number;
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
  outcome: 'added' | 'draft' | 'refused' | 'known';
  message: string;
  /** The draft that it became, while that waits for an answer. */
  draftId: string | null;
}

export interface Tables {
  users: UserTable;
  sessions: SessionTable;
  galleries: GalleryTable;
  galleryChanges: GalleryChangeTable;
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
