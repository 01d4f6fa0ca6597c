import createHttpError from 'http-errors';
import { PHOTO_FORMAT_NAMES } from './engine/photo-formats';

/** The ids of all faults, derived from the functions below, so that a typo in one doesn't compile. */
export type FaultId = ReturnType<
  Catalog[Exclude<keyof Catalog, 'isFault' | 'isPassing' | 'reviveFault' | 'photosRefused'>]
>['id'];
type Catalog = typeof import('./errors');

/**
 * An error that a person caused or has to know about. Its message is one plain sentence that people see, whatever the status;
 * the message of any other error only goes to the log.
 */
export type Fault<Id extends string = FaultId> = Error & {
  id: Id;
  status: number;
  headers?: Record<string, string>;
  details?: readonly string[];
  /** The field of a request that is wrong: a dotted path, such as `box.x`. */
  field?: string;
};

const RETRY_SECONDS = 10;

function fault<const Id extends string>(
  status: number,
  id: Id,
  message: string,
  more: { cause?: unknown; headers?: Record<string, string>; details?: readonly string[]; field?: string } = {},
): Fault<Id> {
  return createHttpError(status, message, { id, expose: true, ...more }) as Error as Fault<Id>;
}

const retryAfter = (seconds: number) => ({ 'Retry-After': String(seconds) });
const retryLater = retryAfter(RETRY_SECONDS);

/** Whether an error is a fault, and has one of the ids if any are given. */
export function isFault<Id extends FaultId = FaultId>(error: unknown, ...ids: Id[]): error is Fault<Id> {
  if (!createHttpError.isHttpError(error)) return false;
  const { id } = error as { id?: unknown };
  return typeof id === 'string' && (ids.length === 0 || ids.some((each) => each === id));
}

/** The client went, too many requests, an outage, a full disk: what is refused for them may succeed when it is sent again. */
const PASSING = [429, 499, 503, 507];

/** Whether a fault passes without a change of the request. */
export const isPassing = ({ status }: Pick<Fault, 'status'>): boolean => PASSING.includes(status);

/** Makes a fault again of one that another thread sent as a plain value: errors lose their class on the way. */
export const reviveFault = ({ status, id, message }: Pick<Fault, 'status' | 'id' | 'message'>): Fault =>
  fault(status, id, message);

// Pages and access
export const pageNotFound = () => fault(404, 'page_not_found', 'This page doesn’t exist.');
export const galleryNotFound = () =>
  fault(404, 'gallery_not_found', 'This gallery doesn’t exist, or you aren’t a member of it.');
/** @param needed the role that may do it */
export const roleTooWeak = (needed: 'editor' | 'owner') =>
  fault(
    403,
    'role_too_weak',
    `Only ${needed === 'owner' ? 'owners' : 'editors and owners'} of this gallery may do this.`,
  );
export const personalGalleryStays = () =>
  fault(409, 'personal_gallery_stays', 'A personal gallery is deleted only with its owner’s account.');
export const webhookOfAnother = () =>
  fault(403, 'webhook_of_another', 'Another owner made this webhook. You can delete it, but not change or open it.');
export const resultOfAnother = () =>
  fault(403, 'result_of_another', 'Only the member who made this result may do this.');
export const roleChanged = () =>
  fault(403, 'role_changed', 'Your role in this gallery was changed in the meantime. Please try again.');
export const memberNotFound = () =>
  fault(404, 'member_not_found', 'They aren’t a member of this gallery, or have left it.');
export const lastOwner = () =>
  fault(409, 'last_owner', 'A gallery needs an owner. Please make another member an owner first.');
export const personStaysOwner = () =>
  fault(409, 'person_stays_owner', 'This is somebody’s personal gallery, which always stays theirs.');
export const tooManyGalleries = (limit: number) =>
  fault(409, 'too_many_galleries', `You have ${limit} galleries already. Please delete one first.`);
export const galleryNameTaken = () =>
  fault(409, 'gallery_name_taken', 'There is a gallery with this name already. Please choose another name.');
export const galleryNameDiffers = () =>
  fault(400, 'gallery_name_differs', 'This isn’t the name of the gallery, so nothing was deleted.');
export const roleInvalid = () => fault(422, 'role_invalid', 'Please choose a role from the list.');
export const groupNotFound = () => fault(404, 'group_not_found', 'This group has no role in the gallery.');
export const groupNameInvalid = (limit: number) =>
  fault(422, 'group_name_invalid', `Please enter the name of a group, with at most ${limit} characters.`);
export const groupNotYours = () =>
  fault(403, 'group_not_yours', 'You can give a role only to groups that you were in when you last signed in.');
export const tooManyGroups = (limit: number) =>
  fault(409, 'too_many_groups', `This gallery has ${limit} groups already. Please remove one first.`);
export const invitationNotFound = () =>
  fault(404, 'invitation_not_found', 'This invitation doesn’t exist, or it has ended.');
export const inviteeInvalid = () => fault(422, 'invitee_invalid', 'Please enter the whole e-mail address.');
export const inviteeIsYou = () => fault(409, 'invitee_is_you', 'That’s you: you own this gallery already.');
export const inviteeIsMember = () =>
  fault(
    409,
    'invitee_is_member',
    'A member with this name has this role already, or a stronger one. If you mean somebody else, please send them a link.',
  );
export const invitationEndInvalid = () =>
  fault(422, 'invitation_end_invalid', 'Please choose a day within a year on which the invitation ends.');
export const tooManyInvitations = (limit: number) =>
  fault(409, 'too_many_invitations', `This gallery has ${limit} open invitations. Please revoke one first.`);
export const photoNotFound = () => fault(404, 'photo_not_found', 'This photo doesn’t exist or was deleted.');
export const personNotFound = () => fault(404, 'person_not_found', 'This person doesn’t exist or was deleted.');
export const recognitionNotFound = () =>
  fault(404, 'recognition_not_found', 'This result doesn’t exist or has expired.');
export const ignoredFaceNotFound = () => fault(404, 'ignored_face_not_found', 'This isn’t ignored anymore.');
export const notSignedIn = () => fault(401, 'not_signed_in', 'Please sign in first.');
export const wrongAddress = (publicUrl: string) =>
  fault(421, 'wrong_address', `FamiliarFaces is set up for ${publicUrl}, which is another computer for this browser.`, {
    details: ['The person who runs it has to set PUBLIC_URL to the address that people open.'],
  });
export const foreignOrigin = () =>
  fault(403, 'foreign_origin', 'This request came from another website, so it was refused.');

// Uploads and people
export const notAForm = () => fault(415, 'not_a_form', 'Only form submissions are accepted here.');
export const uploadMalformed = (cause?: unknown) =>
  fault(400, 'upload_malformed', 'The upload couldn’t be read. Please try again.', { cause });
export const uploadNotAForm = () =>
  fault(415, 'upload_not_a_form', 'Please upload the photo with the form on this page.');
export const uploadUnsupported = () =>
  fault(415, 'upload_unsupported', 'Please send the photo as a form (multipart/form-data), or as JSON in Base64.');
export const uploadTooManyParts = () =>
  fault(413, 'upload_too_many_parts', 'The upload has more fields than this form.');
export const uploadTooLong = () =>
  fault(413, 'upload_too_long', 'The upload is much longer than its files, so it was stopped.');
export const fieldTooLong = () => fault(413, 'field_too_long', 'A text in the form is too long.');
export const unexpectedFile = () => fault(400, 'unexpected_file', 'The upload contains a file in an unknown field.');
export const noFile = () => fault(400, 'no_file', 'Please choose a photo.');
export const tooManyFiles = (limit: number) =>
  fault(
    400,
    'too_many_files',
    limit === 1 ? 'Please choose one photo at a time.' : `Please choose at most ${limit} photos at a time.`,
  );
export const photoEmpty = () => fault(400, 'photo_empty', 'The file is empty.');
export const photoTooLarge = (megabytes: number) =>
  fault(413, 'photo_too_large', `The photo is larger than ${megabytes} MB.`);
export const photoTooManyPixels = (megapixels: number) =>
  fault(413, 'photo_too_many_pixels', `The photo has more than ${megapixels} megapixels.`);
export const photoTooLong = (pixels: number) =>
  fault(422, 'photo_too_long', `One side of the photo is longer than ${pixels} pixels.`);
export const photoUnsupported = () => fault(415, 'photo_unsupported', `The file isn’t a ${PHOTO_FORMAT_NAMES} photo.`);
/** The file is something else that has a name. @param kind with its article, such as "a video" */
export const photoKindUnsupported = (kind: string, remedy: string) =>
  fault(415, 'photo_unsupported', `This is ${kind}. ${remedy}`);
/** The photo is of a format that is read, coded in a way that isn't. */
export const photoUnusual = (format: string) =>
  fault(415, 'photo_unsupported', `This kind of ${format} can’t be read. Please save the photo as JPEG first.`);
export const photoDamaged = () => fault(422, 'photo_damaged', 'The photo is damaged or incomplete.');
/** Decoding the photo would take, or took, more time or memory than any honest photo needs. */
export const photoTooDemanding = () =>
  fault(
    422,
    'photo_too_demanding',
    'This photo takes too much work to open. Please save it as an ordinary JPEG and try again.',
  );
export const nameTaken = (name: string) =>
  fault(409, 'name_taken', `You already have someone named ${name}. Are they the same person?`);
export const nameTakenThere = (name: string) =>
  fault(409, 'name_taken_there', `There is already someone named ${name} there. Are they the same person?`);
export const sameGallery = () => fault(422, 'same_gallery', 'That’s the same gallery. Please choose another one.');
export const tooManyPeople = (limit: number) =>
  fault(409, 'too_many_people', `You have added ${limit} people without photos already.`);
export const nobodyNamed = (name: string) => fault(422, 'nobody_named', `You don’t have anyone named ${name}.`);
export const mergeUnlike = (one: string, other: string) =>
  fault(409, 'merge_unlike', `${one} and ${other} don’t look alike.`);
export const mergeWithSelf = () => fault(422, 'merge_with_self', 'That’s the same person. Please choose someone else.');
export const mergeNotFound = () =>
  fault(404, 'merge_not_found', 'This merge was already undone, or is more than a day old.');
export const mergeEmpty = (name: string) =>
  fault(409, 'merge_empty', `All of ${name}’s photos have been deleted, so the merge can’t be undone.`);
export const faceTooSmall = (pixels: number) =>
  fault(
    422,
    'face_too_small',
    `The face is only ${pixels} pixels wide, too small to recognize. Please use a closer photo.`,
  );
export const faceTooBlurred = () =>
  fault(422, 'face_too_blurred', 'The face is too blurry to recognize. Please use a sharper photo.');
export const faceTooTurned = () =>
  fault(422, 'face_too_turned', 'The face is turned too far away to recognize. Please use a photo from the front.');
export const faceUnusable = () =>
  fault(
    422,
    'face_unusable',
    'The face can’t be made out well enough. Please use a photo that shows all of it, from the front.',
  );
export const photoKnown = (name: string) => fault(409, 'photo_known', `This is already one of ${name}’s photos.`);
export const draftNotFound = () => fault(404, 'draft_not_found', 'This photo was already reviewed or removed.');
export const noSuchFace = () => fault(400, 'no_such_face', 'This face isn’t in the photo.');
export const noFace = () => fault(422, 'no_face', 'No face was found in the photo.');
export const noFaceThere = () => fault(422, 'no_face', 'No face was found where the file says one is.');

const INSIST = ['To do it anyway, send it again with insist=true.'];
export const severalFaces = (faces: number) =>
  fault(422, 'several_faces', `There are ${faces} faces in the photo. Please use one of a single person.`);
/** @param other whom it looks more like; undefined for whoever may not know who that is */
export const looksLikeOther = (name: string, other: string | undefined) =>
  fault(409, 'looks_like_other', `The face looks more like ${other ?? 'somebody else'} than ${name}.`, {
    details: INSIST,
  });
export const looksUnlike = (name: string) =>
  fault(409, 'looks_unlike', `The face doesn’t look like ${name}’s other photos.`, { details: INSIST });

/** None of several files was taken, for different reasons. */
export const refusedForManyReasons = (
  details: readonly string[],
  headers?: Record<string, string>,
  message = 'No photos were added.',
) => fault(422, 'photos_refused', message, { details, headers });

/**
 * None of the uploaded files was added. The message or the details name each file with its reason; status and id are those of the
 * files' faults where they agree.
 * @param refusals one or more files
 * @param message for several files, by default that none was added
 */
export function photosRefused(refusals: ReadonlyArray<{ file: string; fault: Fault }>, message?: string): Fault {
  const [refusal] = refusals;
  if (!refusal) return refusedForManyReasons([]);
  const { file, fault: first } = refusal;
  if (refusals.length === 1)
    return fault(first.status, first.id, `${file}: ${first.message}`, { headers: first.headers });
  const same = refusals.every(({ fault: { id } }) => id === first.id);
  const details = refusals.map((each) => `${each.file}: ${each.fault.message}`);
  const refused = refusedForManyReasons(details, first.headers, message);
  return same ? fault(first.status, first.id, refused.message, { details, headers: first.headers }) : refused;
}

// Form fields
export const nameMissing = () => fault(400, 'name_missing', 'Please enter a name.');
export const nameTooLong = (limit: number) =>
  fault(422, 'name_too_long', `The name is longer than ${limit} characters.`);
export const thresholdInvalid = (min: string, limit: string) =>
  fault(422, 'threshold_invalid', `Match strictness must be a number from ${min} to ${limit}.`);
export const keepingInvalid = () =>
  fault(422, 'keeping_invalid', 'Please choose from the list how long to keep results.');
export const nameInvalid = () => fault(400, 'name_invalid', 'The name contains a character that isn’t allowed.');

export const textInvalid = () => fault(400, 'text_invalid', 'The request contains a character that isn’t allowed.');

export const subjectMissing = () =>
  fault(400, 'subject_missing', 'Please say whose with the parameter subject. Nothing was deleted.');

// Zips and their files
export const zipMissing = () => fault(400, 'zip_missing', 'Please choose a zip file.');
export const tooManyZips = () => fault(400, 'too_many_zips', 'Please choose one zip at a time.');
export const zipTooLarge = (megabytes: number) =>
  fault(413, 'zip_too_large', `The zip is larger than ${megabytes} MB.`);
export const noRoomForZip = (cause?: unknown) =>
  fault(507, 'no_room_for_zip', 'The server doesn’t have enough disk space for the zip.', { cause });
export const zipUnreadable = (cause?: unknown) =>
  fault(422, 'zip_unreadable', 'The file isn’t a zip, or it’s incomplete, damaged, or password-protected.', { cause });
export const zipTooManyFiles = (limit: number) =>
  fault(413, 'zip_too_many_files', `The zip contains more than ${limit} files.`);
export const zipUnpacksTooFar = () =>
  fault(413, 'zip_unpacks_too_far', 'The zip would unpack to far more data than photos do, so it was refused.');
export const zipWithoutPhotos = () => fault(422, 'zip_without_photos', 'The zip contains no photos.');
export const galleryFileUnreadable = (cause?: unknown) =>
  fault(
    422,
    'gallery_file_unreadable',
    'The people.json file in the zip is damaged. Remove it, and each folder is added as a person with that name.',
    { cause },
  );
export const galleryFileNewer = () =>
  fault(
    422,
    'gallery_file_newer',
    'The zip was made by a newer version of FamiliarFaces. Please update this one first.',
  );
export const importsUnfinished = () =>
  fault(409, 'imports_unfinished', 'You have other imports in progress. Please finish or delete one first.');
export const importNotFound = () =>
  fault(404, 'import_not_found', 'This import doesn’t exist, or its list was deleted.');
export const importBegun = () =>
  fault(409, 'import_begun', 'This import has started, so its names can’t be changed anymore.');
export const importChanged = () =>
  fault(409, 'import_changed', 'The names have changed in the meantime. Please check them again.');
export const importerGone = () =>
  fault(
    403,
    'importer_gone',
    'Whoever uploaded this zip can’t add to this gallery anymore, so nothing more of it is added.',
  );
export const importGone = () => fault(410, 'import_gone', 'The zip is gone. Please upload it again.');
export const entryIsLink = () => fault(422, 'entry_is_link', 'It’s a link to another file, not a photo.');
export const entryLocked = () => fault(422, 'entry_locked', 'It’s password-protected.');
export const entryPacked = () => fault(415, 'entry_packed', 'Its compression method isn’t supported.');
export const entryDamaged = () => fault(422, 'entry_damaged', 'It’s damaged inside the zip.');
export const entryTwice = () =>
  fault(422, 'entry_twice', 'Another file in the zip has the same name and was used instead.');
export const entryMissing = () => fault(422, 'entry_missing', 'It’s listed in people.json but missing from the zip.');
export const entriesMissing = () =>
  fault(422, 'entry_missing', 'They’re listed in people.json but missing from the zip.');
export const entryInNoFolder = () => fault(422, 'entry_in_no_folder', 'It’s not in a folder named after a person.');
export const entryLeadsOut = () => fault(422, 'entry_leads_out', 'Its path points outside the zip.');
export const recordDamaged = () => fault(422, 'record_damaged', 'Its entry in people.json is invalid.');
export const resultExpired = () => fault(410, 'result_expired', 'It has expired since it was exported.');

// The account
/** The account was deleted while a request of it, such as an upload, was still running. */
export const accountDeleted = () => fault(401, 'account_deleted', 'This account has been deleted.');
export const sessionNotFound = () => fault(404, 'session_not_found', 'That browser is signed out already.');
export const passwordWrong = () => fault(401, 'password_wrong', 'The name or the password is wrong. Please try again.');
export const currentPasswordWrong = () =>
  fault(401, 'current_password_wrong', 'This password is wrong. Please try again.');
export const tooManyPasswords = (seconds: number) =>
  fault(
    429,
    'too_many_passwords',
    `Too many wrong passwords. Please wait ${Math.ceil(seconds / 60)} minutes and try again.`,
    { headers: retryAfter(seconds) },
  );
export const tooManySignInsAtOnce = () =>
  fault(503, 'too_many_sign_ins_at_once', 'Too many people are signing in right now. Please try again shortly.', {
    headers: retryLater,
  });
export const passwordTooShort = (characters: number) =>
  fault(422, 'password_too_short', `Please choose a password of at least ${characters} characters.`);
export const passwordTooLong = (characters: number) =>
  fault(422, 'password_too_long', `Please choose a password of at most ${characters} characters.`);
export const passwordCommon = () =>
  fault(422, 'password_common', 'Many people use this password, so it’s easy to guess. Please choose another one.');
export const passwordOfNames = () =>
  fault(
    422,
    'password_of_names',
    'The password is hardly more than your name or the app’s. Please choose another one.',
  );
export const passwordsDiffer = () =>
  fault(422, 'passwords_differ', 'The two passwords are different. Please type the same one twice.');
export const signInNameTaken = () =>
  fault(409, 'sign_in_name_taken', 'Somebody else has this sign-in name. Please choose another one.');
export const signInExpired = () =>
  fault(400, 'sign_in_expired', 'This sign-in has expired or was already used. Please start again.');
export const linkUnusable = () =>
  fault(410, 'link_unusable', 'This link was already used, was revoked, or has expired. Please ask for a new one.');
export const passkeyRefused = (cause?: unknown) =>
  fault(401, 'passkey_refused', 'The passkey wasn’t accepted. Please try again, or use your password.', { cause });
export const tooManyPasskeys = (limit: number) =>
  fault(409, 'too_many_passkeys', `You have ${limit} passkeys already. Please remove one first.`);
export const ownAccountNotFound = () =>
  fault(404, 'own_account_not_found', 'This account doesn’t exist or was deleted.');
export const tooManyLinks = (limit: number) =>
  fault(409, 'too_many_links', `There are ${limit} unused links already. Please revoke one first.`);
export const deletionUnconfirmed = () =>
  fault(400, 'deletion_unconfirmed', 'Please check the box to confirm that you want to delete everything.');

// Sign-in
export const signInFailed = (status: number, sentence: string, cause?: unknown) =>
  fault(status, 'sign_in_failed', sentence, { cause });
export const providerUnavailable = (cause?: unknown, details: readonly string[] = []) =>
  fault(503, 'provider_unavailable', 'The sign-in service isn’t responding. Please try again shortly.', {
    cause,
    headers: retryLater,
    details,
  });
/** @param sentence names the setting that is wrong */
export const signInMisconfigured = (status: number, sentence: string, cause?: unknown) =>
  fault(status, 'sign_in_misconfigured', sentence, {
    cause,
    headers: retryLater,
    details: ['Nobody can sign in until the person who runs FamiliarFaces has changed this.'],
  });

/** The settings name who may sign in, and somebody else did. */
export const notAllowed = () =>
  fault(403, 'not_allowed', 'You may not sign in here: the people who may are chosen by whoever runs FamiliarFaces.');
export const accountSuspended = () =>
  fault(
    403,
    'account_suspended',
    'Your account is suspended. Nothing was deleted; please ask the person who runs FamiliarFaces.',
  );

// Administration
export const userNotFound = () => fault(404, 'user_not_found', 'This user doesn’t exist or was deleted.');
export const yourself = () =>
  fault(409, 'yourself', 'That’s your own account. Another administrator can do this; to delete it, go to My data.');
export const lastAdmin = () =>
  fault(409, 'last_admin', 'Nobody else administers FamiliarFaces, so this account has to stay as it is.');
export const storageLimitInvalid = (max: number) =>
  fault(422, 'storage_limit_invalid', `Please enter a whole number of megabytes from 1 to ${max}, or nothing.`);

// The API
const bearer = { 'WWW-Authenticate': 'Bearer' };
export const keyMissing = () =>
  fault(401, 'key_missing', 'Please send an API key in the Authorization or x-api-key header.', { headers: bearer });
export const keyUnknown = () => fault(401, 'key_unknown', 'This API key doesn’t exist.', { headers: bearer });
export const keyExpired = () => fault(401, 'key_expired', 'This API key has expired.', { headers: bearer });
export const keyRevoked = () => fault(401, 'key_revoked', 'This API key has been revoked.', { headers: bearer });
export const metricsKeyWrong = () =>
  fault(401, 'metrics_key_wrong', 'Please send METRICS_KEY as a Bearer token.', { headers: bearer });
/** The headers name two different keys. */
export const keysDiffer = () =>
  fault(400, 'keys_differ', 'The request has two different API keys. Please send one of them.');
export const scopeMissing = (scope: string) =>
  fault(403, 'scope_missing', `This API key may not do this: it lacks the scope ${scope}.`);
export const apiKeyNotFound = () => fault(404, 'api_key_not_found', 'This API key doesn’t exist.');
export const tooManyKeys = (limit: number) =>
  fault(409, 'too_many_keys', `You have ${limit} API keys in this gallery already. Please revoke one first.`);
export const collectionNotFound = () =>
  fault(404, 'collection_not_found', 'There is no collection of events with this name.');
export const tooManyValues = (limit: number) =>
  fault(422, 'too_many_values', `Events are counted by ${limit} different values already, and this one is new.`);
export const keyEndInvalid = () =>
  fault(422, 'key_end_invalid', 'Please choose a day in the future on which the key ends, or no day.');
export const scopesMissing = () => fault(400, 'scopes_missing', 'Please choose what the key may do.');
export const jsonMalformed = () => fault(400, 'json_malformed', 'The body isn’t valid JSON.');
export const jsonTooDeep = () => fault(422, 'json_too_deep', 'The JSON is nested too deeply.');
export const bodyTooLarge = (kilobytes: number) =>
  fault(413, 'body_too_large', `The body is larger than ${kilobytes} kB.`);
export const bodyUnsupported = (types: string) =>
  fault(415, 'body_unsupported', `The body must be ${types}, and not compressed.`);
/** @param field its name, with dots between levels @param sentence what must be true of it */
export const fieldInvalid = (field: string, sentence: string) => fault(422, 'field_invalid', sentence, { field });
export const idempotencyKeyInvalid = () =>
  fault(400, 'idempotency_key_invalid', 'The Idempotency-Key must have 1 to 200 visible ASCII characters.');
export const idempotencyKeyReused = () =>
  fault(422, 'idempotency_key_reused', 'This Idempotency-Key was sent with another request before.');
export const requestRunning = () =>
  fault(409, 'request_running', 'The same request is still running. Please try again shortly.', {
    headers: retryLater,
  });
export const requestInterrupted = () =>
  fault(
    409,
    'request_interrupted',
    'The server was stopped during this request. See whether it was done, and send it with a new Idempotency-Key.',
  );

export const answerNotKept = () =>
  fault(409, 'answer_not_kept', 'This request was done before, but its answer was too large to be kept.');

/** A deletion came after it, and what it named must be gone. */
export const answerForgotten = () =>
  fault(
    409,
    'answer_forgotten',
    'This request was sent before, and something that its answer may have named has been deleted or renamed since. See whether it was done.',
  );

// Webhooks
export const webhookNotFound = () => fault(404, 'webhook_not_found', 'This webhook doesn’t exist or was deleted.');
export const deliveryNotFound = () =>
  fault(404, 'delivery_not_found', 'This delivery doesn’t exist, or is too old to be listed.');
export const tooManyWebhooks = (limit: number) =>
  fault(409, 'too_many_webhooks', `You have ${limit} webhooks already. Please delete one first.`);
export const tooManySentByHand = (limit: number) =>
  fault(
    429,
    'too_many_sent_by_hand',
    `At most ${limit} deliveries can wait that you send yourself. Please wait for one.`,
    {
      headers: retryLater,
    },
  );
export const webhookAddressInvalid = () =>
  fault(422, 'webhook_address_invalid', 'Please enter an address such as https://example.org/hook.', { field: 'url' });
export const webhookAddressTooLong = (limit: number) =>
  fault(422, 'webhook_address_too_long', `The address is longer than ${limit} characters.`, { field: 'url' });
export const webhookAddressHasUser = () =>
  fault(422, 'webhook_address_has_user', 'The address must not contain a user name or a password.', { field: 'url' });
export const webhookAddressInsecure = () =>
  fault(422, 'webhook_address_insecure', 'The address must begin with https://.', { field: 'url' });
export const webhookAddressPrivate = () =>
  fault(422, 'webhook_address_private', 'This address is in a private network, where webhooks aren’t sent.', {
    details: ['The person who runs FamiliarFaces can allow it with WEBHOOK_ALLOWED_HOSTS.'],
    field: 'url',
  });
export const webhookHostUnknown = (cause?: unknown) =>
  fault(422, 'webhook_host_unknown', 'No server with this name was found.', { cause, field: 'url' });
export const webhookTypesMissing = () =>
  fault(422, 'webhook_types_missing', 'Please choose at least one thing to be told about.', { field: 'types' });

// Limits and outages
export const tooBusy = () =>
  fault(503, 'too_busy', 'Too many photos are waiting. Please try again shortly.', { headers: retryLater });
export const engineFailed = (cause?: unknown) =>
  fault(503, 'engine_failed', 'The photo couldn’t be processed. Please try again.', {
    cause,
    headers: retryLater,
  });
/** A side thread failed at its work: it ran out of memory or time. */
export const workFailed = (cause?: unknown) =>
  fault(503, 'work_failed', 'This couldn’t be finished. Please try again.', { cause, headers: retryLater });
export const tooManyRequests = (seconds: number) =>
  fault(429, 'too_many_requests', 'Too many requests. Please wait a minute and try again.', {
    headers: retryAfter(seconds),
  });
export const tooManyGuesses = (seconds: number) =>
  fault(429, 'too_many_guesses', 'Too many requests for pages that don’t exist. Please wait a minute and try again.', {
    headers: retryAfter(seconds),
  });
export const tooManyAtOnce = () =>
  fault(429, 'too_many_at_once', 'You have too many requests running at once. Please try again shortly.', {
    headers: retryLater,
  });
export const tooManyPhotosAtOnce = () =>
  fault(429, 'too_many_photos_at_once', 'You have too many photos in progress. Please try again shortly.', {
    headers: retryLater,
  });
export const tooMuchAtOnce = () =>
  fault(429, 'too_much_at_once', 'You’re uploading too much at once. Please wait until your other uploads are done.', {
    headers: retryLater,
  });
export const uploadTooSlow = () =>
  fault(408, 'upload_too_slow', 'The upload was too slow and was stopped. Please try again on a better connection.');
/** The client closed the connection, so nobody reads this answer. Proxies log 499 for it, too. */
export const clientGone = () => fault(499, 'client_gone', 'The request was canceled.');
/** @param isOthers whether it is the limit of somebody else than who is told. How large it is doesn't concern them */
export const quotaReached = (megabytes: number, isOthers: boolean) =>
  fault(
    507,
    'quota_reached',
    isOthers
      ? 'This gallery’s storage counts for one of its owners, who has reached their limit. Please ask them to make room. The members page says who it is.'
      : `You’ve reached the limit of ${megabytes} MB per account. Please delete some photos first.`,
  );
export const storageFull = (cause?: unknown) =>
  fault(507, 'storage_full', 'The server is out of disk space. Please ask the person who runs it to free some.', {
    cause,
  });
/** Other processes write to the same data folder, and left no gap for seconds. */
export const catalogBusy = (cause?: unknown) =>
  fault(503, 'catalog_busy', 'The server is storing other things right now. Please try again shortly.', {
    cause,
    headers: retryLater,
  });
export const storageUnavailable = (cause?: unknown) =>
  fault(503, 'storage_unavailable', 'The server can’t write to its disk right now. Please try again later.', {
    cause,
    headers: retryLater,
  });
