import type { Generated } from 'kysely';
import type { ApiKeyTable, IdempotentRequestTable } from './api-tables';
import type {
  ActTable,
  AuditEntryTable,
  EventCounterTable,
  EventSpaceTable,
  EventTable,
  PersonAliasTable,
} from './event-tables';
import type { FaceColumns, NextColumns } from './face-columns';
import type {
  FaceTable,
  GalleryChangeTable,
  GalleryGroupTable,
  GalleryTable,
  GroupRoleView,
  IgnoredFaceTable,
  LeftGalleryTable,
  MembershipTable,
  PersonTable,
  PhotoTable,
  VerdictTable,
} from './gallery-tables';
import type { GuessTable, HousekeepingTable, LeaseTable, StoredBytesTable } from './lease-tables';
import type {
  AccountLinkTable,
  OwnAccountTable,
  PasskeyTable,
  SetUpLinkTable,
  SignInEntryTable,
} from './own-account-tables';
import type { InvitationTable } from './sharing-tables';
import type { OutboxTable, WebhookAttemptTable, WebhookDeliveryTable, WebhookTable } from './webhook-tables';

// Times are milliseconds since 1970. Paths are relative to the store's folder (storage/stores.ts). Descriptors are float32, little-endian:
// as many as their network makes.

interface UserTable {
  id: Generated<number>;
  /** Issuer and subject together identify a user; everything else from a provider may change. */
  issuer: string;
  subject: string;
  displayName: string;
  createdAt: number;
  /** Verified by the provider, in lower case; null without one. As of the last sign-in. */
  email: Generated<string | null>;
  /** Not written more often than once an hour. Null for somebody who hasn't been here since it is known. */
  lastVisitAt: Generated<number | null>;
  /** When an administrator suspended the account; null for all others. */
  suspendedAt: Generated<number | null>;
  /** How much the galleries that the user owns may take up; null means the app's setting. */
  storageMegabytes: Generated<number | null>;
}

/** A group that the provider named at a user's last sign-in. */
interface UserGroupTable {
  userId: number;
  groupName: string;
}

interface SessionTable {
  /** SHA-256 of the id in the cookie, so that a copy of the catalog lets nobody sign in. */
  idHash: string;
  userId: number | null;
  data: string;
  expiresAt: number;
}

interface RecognitionTable {
  /** A random id for the address of the result's page. */
  id: string;
  galleryId: number;
  /** Who recognized, and sees it; null once they are gone. */
  userId: Generated<number | null>;
  /** 1 when all members of the gallery see it. */
  shared: Generated<number>;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  expiresAt: number;
  pictureHash: string | null;
  /** The id that it had in the app that exported it, with whose it is (recognition/origins.ts); null if it was made here. */
  originId: string | null;
  /** The size of the uploaded photo, upright, in pixels; null where only the picture is known: in old rows, and from an export. */
  uploadedWidth: Generated<number | null>;
  uploadedHeight: Generated<number | null>;
  /** How many quarters clockwise the picture was turned from there. */
  quarters: Generated<number | null>;
}

interface RecognizedFaceTable extends FaceColumns, NextColumns {
  recognitionId: string;
  /** From 0, from left to right. */
  position: number;
}

/** An uploaded photo that needs the user's answer: which face is meant, or whether it really is that person. */
interface DraftTable {
  id: string;
  galleryId: number;
  /** The person whose photo it is to become; null if the gallery has nobody with this name yet. */
  personId: number | null;
  /** The name of that person, or of one to be added, as `readName` returns it. */
  name: string;
  nameKey: string;
  /** Who uploaded it; null if they are gone. */
  addedBy: number | null;
  /** The uploaded file's name: only to be shown, never used as a path. */
  fileName: string;
  path: string;
  width: number;
  height: number;
  sourceHash: string;
  pictureHash: string;
  createdAt: number;
}

interface DraftFaceTable extends FaceColumns, NextColumns {
  draftId: string;
  /** From 0, from left to right. */
  position: number;
}

/** Two people who were merged, with what it takes to undo that. */
interface MergeTable {
  id: string;
  galleryId: number;
  /** The person who was kept. */
  personId: number;
  /** The name of the person who was merged into them. */
  mergedName: string;
  /** JSON (people/merge-snapshot.ts). */
  snapshot: string;
  createdAt: number;
}

interface ImportTable {
  id: string;
  galleryId: number;
  /** Who imports; null if they are gone. */
  addedBy: number | null;
  fileName: string;
  path: string;
  /** It is `waiting` until the user has seen what it would do. */
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed, or what else it has taken over, for the user. */
  message: string | null;
  /** How many files are to be added. */
  total: number;
  /** The encoding of the names in the zip that don't say theirs (account/import/name-encodings.ts); null when all do. */
  encoding: string | null;
  /** Choices from before the people had a table, as JSON (account/import/old-choices.ts); null once they are in it. */
  choices: string | null;
  /** What its plan says, as JSON (account/import/planner.ts); null before it is planned, and once it is done. */
  plan: string | null;
  /** The name of all photos without one; empty to leave them out, null when nobody has been asked. */
  unnamed: string | null;
  /** How many lines of what was said of faces have been restored. */
  said: number;
  /** How often the app has started to go on with it since the last progress. */
  attempts: number;
  /** About how much its results take up in the catalog. */
  rowBytes: number;
  /** How many files were passed over, as they are no photos: programs and systems put them there. */
  passedOver: number;
  /** How many photos the user left out. */
  leftOut: number;
  createdAt: number;
}

/** A person found in a zip that waits or runs, and what the user wants. */
interface ImportPersonTable {
  importId: string;
  /** From 0, in the zip's order. */
  position: number;
  /** The name as found in the zip. */
  found: string;
  /** 1 when the name is only in the names of files. */
  isGuess: number;
  photos: number;
  /** The name that the user wants. */
  name: string;
  /** 1 when the photos are to be added. */
  isAdded: number;
}

interface ImportResultTable {
  importId: string;
  position: number;
  file: string;
  person: string | null;
  outcome: 'added' | 'draft' | 'refused' | 'known';
  message: string;
  /** The draft that the file became; null once it is answered. */
  draftId: string | null;
}

export interface Tables {
  users: UserTable;
  sessions: SessionTable;
  ownAccounts: OwnAccountTable;
  passkeys: PasskeyTable;
  setUpLinks: SetUpLinkTable;
  signInEntries: SignInEntryTable;
  accountLinks: AccountLinkTable;
  galleries: GalleryTable;
  galleryChanges: GalleryChangeTable;
  memberships: MembershipTable;
  userGroups: UserGroupTable;
  galleryGroups: GalleryGroupTable;
  leftGalleries: LeftGalleryTable;
  groupRoles: GroupRoleView;
  invitations: InvitationTable;
  people: PersonTable;
  photos: PhotoTable;
  faces: FaceTable;
  recognitions: RecognitionTable;
  recognizedFaces: RecognizedFaceTable;
  drafts: DraftTable;
  draftFaces: DraftFaceTable;
  verdicts: VerdictTable;
  ignoredFaces: IgnoredFaceTable;
  merges: MergeTable;
  imports: ImportTable;
  importPeople: ImportPersonTable;
  importResults: ImportResultTable;
  apiKeys: ApiKeyTable;
  idempotentRequests: IdempotentRequestTable;
  events: EventTable;
  eventCounters: EventCounterTable;
  eventSpace: EventSpaceTable;
  personAliases: PersonAliasTable;
  auditEntries: AuditEntryTable;
  acts: ActTable;
  outbox: OutboxTable;
  webhooks: WebhookTable;
  webhookDeliveries: WebhookDeliveryTable;
  webhookAttempts: WebhookAttemptTable;
  leases: LeaseTable;
  housekeeping: HousekeepingTable;
  guesses: GuessTable;
  storedBytes: StoredBytesTable;
}
