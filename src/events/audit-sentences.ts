import type { Happening } from './happening';

type Type = Happening['type'];

/** What was done, in words. A person's name and a number of things follow where they belong. */
const DONE: Readonly<Record<Type, string>> = {
  'recognition.completed': 'Looked for people in a photo:',
  'recognition.deleted': 'Deleted a result',
  'recognitions.deleted': 'Deleted all results',
  'person.added': 'Added',
  'person.renamed': 'Renamed',
  'person.merged': 'Merged somebody into',
  'merge.undone': 'Undid a merge into',
  'person.deleted': 'Deleted a person',
  'person.kept': 'Kept, even without a photo:',
  'cover.chosen': 'Chose a cover for',
  'photo.added': 'Added a photo of',
  'photo.moved': 'Moved a photo to',
  'photo.confirmed': 'Confirmed a photo of',
  'photo.deleted': 'Deleted a photo of',
  'face.confirmed': 'Confirmed a face of',
  'face.rejected': 'Said that a face isn’t',
  'face.reconsidered': 'Took back what was said of a face and',
  'face.ignored': 'Ignored a face',
  'face.considered': 'Stopped ignoring a face',
  'ignored-faces.deleted': 'Deleted ignored faces',
  'draft.added': 'Uploaded a photo to review',
  'draft.answered': 'Reviewed a photo',
  'draft.discarded': 'Discarded a photo to review',
  'import.received': 'Uploaded a zip to import',
  'import.started': 'Started an import',
  'import.deleted': 'Deleted an import',
  'import.done': 'Finished an import',
  'import.failed': 'Stopped an import, as it failed',
  'settings.changed': 'Changed settings',
  'descriptions.adopted': 'Started to use new descriptions of faces',
  'sign-in': 'Signed in',
  'sign-out': 'Signed out',
  export: 'Exported everything',
  'member.account-deleted': 'Left this gallery with their account',
  'member.succeeded': 'Passed this gallery on to another member',
  'key.made': 'Made the API key',
  'key.revoked': 'Revoked the API key',
  'webhook.made': 'Made a webhook',
  'webhook.changed': 'Changed a webhook',
  'webhook.rotated': 'Made a new secret for a webhook',
  'webhook.switched-off': 'Switched off a webhook that failed',
  'webhook.deleted': 'Deleted a webhook',
  'user.suspended': 'Suspended a user',
  'user.resumed': 'Let a suspended user in again',
  'user.signed-out': 'Signed a user out everywhere',
  'user.limited': 'Changed a user’s storage limit',
  'user.deleted': 'Deleted a user',
};

const isType = (type: string): type is Type => Object.hasOwn(DONE, type);

/** Says what was done, in words. */
export const doneIn = ({ type }: { type: string }): string => (isType(type) ? DONE[type] : type);
