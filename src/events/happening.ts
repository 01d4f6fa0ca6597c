/** Somebody who was seen in a photo. */
export interface SeenPerson {
  /** The person's handle. */
  person: string;
  name: string;
  certainty: 'sure' | 'maybe';
  /** From 0, alike, to about 1.4. */
  distance: number;
}

/** A person by their handle, and the name that they have after the change. */
interface OfPerson {
  person: string;
  name: string;
}

/** A photo of a person, by its image name. */
interface OfPhoto {
  photo: string;
  person: string;
}

/** What was said of a face of a recognition. */
interface OfFace {
  recognitionId: string;
  /** Its number in the photo, from 1. */
  face: number;
}

/** A member by their user id. Their name is looked up when it is read. */
interface OfMember {
  member: number;
}

/** What somebody may do in a gallery (gallery/memberships.ts). */
type Role = 'viewer' | 'editor' | 'owner';

/** Everything that happens in a gallery and that somebody may want to know of. People are named by their handles, photos by their image names. */
export type Happening =
  | { type: 'recognition.completed'; recognitionId: string | null; faces: number; people: readonly SeenPerson[] }
  | { type: 'recognition.deleted'; recognitionId: string }
  | { type: 'recognition.shared'; recognitionId: string }
  | { type: 'recognition.unshared'; recognitionId: string }
  | { type: 'recognitions.deleted'; recognitions: number }
  | ({ type: 'person.added' } & OfPerson)
  | ({ type: 'person.renamed' } & OfPerson)
  | ({ type: 'person.merged'; merged: string } & OfPerson)
  | ({ type: 'merge.undone'; merged: string } & OfPerson)
  | { type: 'person.deleted'; person: string; photos: number }
  | ({ type: 'person.kept' } & OfPerson)
  | ({ type: 'person.copied'; photos: number } & OfPerson)
  | ({ type: 'person.received'; photos: number } & OfPerson)
  | { type: 'person.moved-away'; person: string; photos: number }
  | { type: 'cover.chosen'; person: string; photo: string | null }
  | ({ type: 'photo.added' } & OfPhoto)
  | ({ type: 'photo.moved'; from: string } & OfPhoto)
  | ({ type: 'photo.confirmed' } & OfPhoto)
  | ({ type: 'photo.deleted' } & OfPhoto)
  | ({ type: 'face.confirmed'; person: string } & OfFace)
  | ({ type: 'face.rejected'; person: string } & OfFace)
  | ({ type: 'face.reconsidered'; person: string } & OfFace)
  | ({ type: 'face.ignored'; isFace: boolean } & OfFace)
  | ({ type: 'face.considered' } & OfFace)
  | { type: 'ignored-faces.deleted'; faces: number }
  | { type: 'draft.added'; draft: string }
  | { type: 'draft.answered'; draft: string }
  | { type: 'draft.discarded'; draft: string }
  | { type: 'import.received'; id: string; files: number }
  | { type: 'import.started'; id: string }
  | { type: 'import.deleted'; id: string }
  | { type: 'import.done'; id: string; added: number; drafts: number; refused: number; known: number }
  | { type: 'import.failed'; id: string }
  | { type: 'settings.changed' }
  | { type: 'descriptions.adopted' }
  | { type: 'sign-in' }
  | { type: 'sign-out' }
  | { type: 'export' }
  | { type: 'export.results' }
  | { type: 'member.account-deleted'; member: number }
  | { type: 'member.succeeded'; member: number }
  | { type: 'key.made'; key: string; label: string }
  | { type: 'key.revoked'; key: string; label: string }
  | { type: 'webhook.made'; webhook: string }
  | { type: 'webhook.changed'; webhook: string }
  | { type: 'webhook.rotated'; webhook: string }
  | { type: 'webhook.switched-off'; webhook: string }
  | { type: 'webhook.deleted'; webhook: string }
  | { type: 'account.password-reset' }
  | { type: 'account.password-changed' }
  | { type: 'account.passkey-added' }
  | { type: 'account.passkey-removed' }
  | { type: 'session.ended' }
  | { type: 'session.all-ended' }
  | { type: 'gallery.made' }
  | { type: 'gallery.renamed' }
  | { type: 'member.joined'; role: Role }
  | { type: 'member.left' }
  | ({ type: 'member.removed' } & OfMember)
  | ({ type: 'member.role-changed'; role: Role } & OfMember)
  | ({ type: 'member.storage-passed' } & OfMember)
  | { type: 'group.added'; label: string; role: Role }
  | { type: 'group.removed'; label: string }
  | { type: 'invitation.made'; invitation: string; role: Role }
  | { type: 'invitation.revoked'; invitation: string }
  | { type: 'invitation.declined'; invitation: string };
