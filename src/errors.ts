import createHttpError from 'http-errors';

/** The names of all faults, from the functions below: a typo in one doesn't compile. */
export type FaultId = ReturnType<
  Catalogue[Exclude<keyof Catalogue, 'isFault' | 'reviveFault' | 'photosRefused'>]
>['id'];
type Catalogue = typeof import('./errors');

/**
 * A fault that a person caused or has to know of. Its message is one plain sentence, shown as it is, whatever its status;
 * the message of any other error stays in the log.
 */
export type Fault<Id extends string = FaultId> = Error & {
  id: Id;
  status: number;
  headers?: Record<string, string>;
  details?: readonly string[];
};

const RETRY_SECONDS = 10;

function fault<const Id extends string>(
  status: number,
  id: Id,
  message: string,
  more: { cause?: unknown; headers?: Record<string, string>; details?: readonly string[] } = {},
): Fault<Id> {
  return createHttpError(status, message, { id, expose: true, ...more }) as Error as Fault<Id>;
}

const retryAfter = (seconds: number) => ({ 'Retry-After': String(seconds) });
const retryLater = retryAfter(RETRY_SECONDS);

/** Whether an error is a fault, and one of these when ids are given. */
export function isFault<Id extends FaultId = FaultId>(error: unknown, ...ids: Id[]): error is Fault<Id> {
  if (!createHttpError.isHttpError(error)) return false;
  const { id } = error as { id?: unknown };
  return typeof id === 'string' && (ids.length === 0 || ids.some((each) => each === id));
}

/** A fault that was sent as a value from another thread, where an error's class gets lost. */
export const reviveFault = ({ status, id, message }: Pick<Fault, 'status' | 'id' | 'message'>): Fault =>
  fault(status, id, message);

// What is asked for
export const pageNotFound = () => fault(404, 'page_not_found', 'There is no such page.');
export const photoNotFound = () => fault(404, 'photo_not_found', 'There is no such photo.');
export const personNotFound = () => fault(404, 'person_not_found', 'There is no such person any more.');
export const recognitionNotFound = () =>
  fault(404, 'recognition_not_found', 'There is no such recognition, or it has expired.');
export const notSignedIn = () => fault(401, 'not_signed_in', 'Please sign in first.');
export const foreignOrigin = () =>
  fault(403, 'foreign_origin', 'This request came from another site, so it was refused.');

// What is uploaded
export const notAForm = () => fault(415, 'not_a_form', 'Please send the form of a page: nothing else is read here.');
export const uploadMalformed = (cause?: unknown) =>
  fault(400, 'upload_malformed', 'The upload could not be read; please try again.', { cause });
export const uploadNotAForm = () =>
  fault(415, 'upload_not_a_form', 'Please send the photo with the form of this page.');
export const uploadTooManyParts = () =>
  fault(413, 'upload_too_many_parts', 'The upload has more parts than this form has fields.');
export const fieldTooLong = () => fault(413, 'field_too_long', 'A text in the form is far too long.');
export const unexpectedFile = () =>
  fault(400, 'unexpected_file', 'The upload holds a file that this form has no field for.');
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
  fault(422, 'photo_too_long', `The photo is longer than ${pixels} pixels on one side.`);
export const photoUnsupported = () => fault(415, 'photo_unsupported', 'The file is not a JPEG, PNG or WebP picture.');
export const photoDamaged = () => fault(422, 'photo_damaged', 'The picture is damaged or incomplete.');
export const nameTaken = (name: string) =>
  fault(409, 'name_taken', `Somebody else is named ${name}. Are the two the same person?`);
export const nobodyNamed = (name: string) => fault(422, 'nobody_named', `You know nobody named ${name}.`);
export const mergeWithSelf = () =>
  fault(422, 'merge_with_self', 'These are the same person already: please choose another one.');
export const mergeNotFound = () =>
  fault(404, 'merge_not_found', 'These two were parted again already, or it is more than a day since they became one.');
export const mergeEmpty = (name: string) =>
  fault(409, 'merge_empty', `The photos of ${name} have been deleted, so there is nobody to bring back.`);
export const faceTooSmall = (pixels: number) =>
  fault(
    422,
    'face_too_small',
    `The face is only ${pixels} pixels wide, too few to know it again: please take a closer photo.`,
  );
export const faceTooBlurred = () =>
  fault(422, 'face_too_blurred', 'The face is too blurred to know it again: please take a sharper photo.');
export const faceTooTurned = () =>
  fault(422, 'face_too_turned', 'The face is turned away too far to know it again: please take one from the front.');
export const photoKnown = (name: string) => fault(409, 'photo_known', `This photo is among those of ${name} already.`);
export const draftNotFound = () => fault(404, 'draft_not_found', 'There is no such photo to decide on any more.');
export const noSuchFace = () => fault(400, 'no_such_face', 'The photo has no such face.');
export const noFace = () => fault(422, 'no_face', 'No face was found in the photo.');

/** None of several files was added, and not all for one reason. */
export const refusedForManyReasons = (details: readonly string[], headers?: Record<string, string>) =>
  fault(422, 'photos_refused', 'No photo was added.', { details, headers });

/** None of several files was added: each is named with its reason. The status and id are theirs where they agree. */
export function photosRefused(refusals: ReadonlyArray<{ file: string; fault: Fault }>): Fault {
  const [{ file, fault: first }] = refusals;
  if (refusals.length === 1)
    return fault(first.status, first.id, `${file}: ${first.message}`, { headers: first.headers });
  const same = refusals.every(({ fault: { id } }) => id === first.id);
  const details = refusals.map((each) => `${each.file}: ${each.fault.message}`);
  const refused = refusedForManyReasons(details, first.headers);
  return same ? fault(first.status, first.id, refused.message, { details, headers: first.headers }) : refused;
}

// What is typed
export const nameMissing = () => fault(400, 'name_missing', 'Please type the name of the person.');
export const nameTooLong = (limit: number) =>
  fault(422, 'name_too_long', `The name is longer than ${limit} characters.`);
export const thresholdInvalid = (min: string, limit: string) =>
  fault(422, 'threshold_invalid', `The bound must be a number from ${min} to ${limit}.`);
export const keepingInvalid = () =>
  fault(422, 'keeping_invalid', 'Please choose from the list how long results are kept.');
export const nameInvalid = () => fault(400, 'name_invalid', 'The name holds a character that is no text.');

export const textInvalid = () => fault(400, 'text_invalid', 'The request holds a character that is no text.');

// A zip, and what it holds
export const zipMissing = () => fault(400, 'zip_missing', 'Please choose a zip file.');
export const tooManyZips = () => fault(400, 'too_many_zips', 'Please choose one zip at a time.');
export const zipTooLarge = (megabytes: number) =>
  fault(413, 'zip_too_large', `The zip is larger than ${megabytes} MB.`);
export const noRoomForZip = (cause?: unknown) =>
  fault(507, 'no_room_for_zip', 'There is no room left to store the zip.', { cause });
export const zipUnreadable = (cause?: unknown) =>
  fault(422, 'zip_unreadable', 'The file is no zip, or it is incomplete, damaged or locked.', { cause });
export const zipTooManyFiles = (limit: number) =>
  fault(413, 'zip_too_many_files', `The zip holds more than ${limit} files.`);
export const zipUnpacksTooFar = () =>
  fault(413, 'zip_unpacks_too_far', 'The zip would unpack to far more than photos do, so it was not read.');
export const zipWithoutPhotos = () => fault(422, 'zip_without_photos', 'The zip holds no photo.');
export const galleryFileUnreadable = (cause?: unknown) =>
  fault(
    422,
    'gallery_file_unreadable',
    'The people.json in the zip is damaged. Take it out, and each folder is added as the person of its name.',
    { cause },
  );
export const galleryFileNewer = () =>
  fault(422, 'gallery_file_newer', 'The zip was made by a newer version of this app: please update this one first.');
export const importsUnfinished = () =>
  fault(409, 'imports_unfinished', 'Other zips of yours are not finished yet: please wait for them, or delete one.');
export const importNotFound = () =>
  fault(404, 'import_not_found', 'There is no such zip, or what became of it is not kept any more.');
export const importGone = () => fault(410, 'import_gone', 'The zip is gone; please upload it again.');
export const entryIsLink = () => fault(422, 'entry_is_link', 'It is a link to another file, not a photo.');
export const entryLocked = () => fault(422, 'entry_locked', 'It is locked with a password.');
export const entryPacked = () => fault(415, 'entry_packed', 'It is packed in a way that this app does not know.');
export const entryDamaged = () => fault(422, 'entry_damaged', 'It is damaged inside the zip.');
export const entryTwice = () => fault(422, 'entry_twice', 'The zip holds another file of this name, which was taken.');
export const entryMissing = () => fault(422, 'entry_missing', 'It is named in people.json, but missing from the zip.');
export const entryInNoFolder = () =>
  fault(422, 'entry_in_no_folder', 'It is in no folder: put it into one that has the name of the person.');
export const entryLeadsOut = () => fault(422, 'entry_leads_out', 'Its name leads out of the zip.');
export const recordDamaged = () => fault(422, 'record_damaged', 'What people.json says of it cannot be right.');
export const resultExpired = () => fault(410, 'result_expired', 'It has expired since it was downloaded.');

// The account
/** For what was begun before: an upload, say. */
export const accountDeleted = () => fault(401, 'account_deleted', 'This account was deleted meanwhile.');
export const deletionUnconfirmed = () =>
  fault(400, 'deletion_unconfirmed', 'Please tick the box to say that everything is to be deleted.');

// Sign-in
export const signInFailed = (status: number, sentence: string, cause?: unknown) =>
  fault(status, 'sign_in_failed', sentence, { cause });
export const providerUnavailable = (cause?: unknown) =>
  fault(503, 'provider_unavailable', 'The sign-in service does not answer at the moment; please try again shortly.', {
    cause,
    headers: retryLater,
  });

// What the machine can't do now
export const tooBusy = () =>
  fault(503, 'too_busy', 'Too many photos are waiting to be read; please try again shortly.', { headers: retryLater });
export const engineFailed = (cause?: unknown) =>
  fault(503, 'engine_failed', 'The photo could not be read this time; please try again.', {
    cause,
    headers: retryLater,
  });
export const tooManyRequests = (seconds: number) =>
  fault(429, 'too_many_requests', 'That was a great deal in a short time; please wait a minute, then go on.', {
    headers: retryAfter(seconds),
  });
export const tooManyGuesses = (seconds: number) =>
  fault(
    429,
    'too_many_guesses',
    'Too many addresses that lead nowhere were asked for; please wait a minute, then go on.',
    { headers: retryAfter(seconds) },
  );
export const tooManyAtOnce = () =>
  fault(429, 'too_many_at_once', 'Too much of yours is being done at the same time; please try again shortly.', {
    headers: retryLater,
  });
export const tooManyPhotosAtOnce = () =>
  fault(429, 'too_many_photos_at_once', 'Several photos of yours are being read already; please try again shortly.', {
    headers: retryLater,
  });
export const uploadTooSlow = () =>
  fault(
    408,
    'upload_too_slow',
    'The upload came too slowly and was given up; please try again on a better connection.',
  );
/** Nobody reads this answer: 499 is what proxies log when the client went first. */
export const clientGone = () => fault(499, 'client_gone', 'The request was given up.');
export const quotaReached = (megabytes: number) =>
  fault(
    507,
    'quota_reached',
    `Your photos take up the ${megabytes} MB that each account may: please delete some first.`,
  );
export const storageFull = (cause?: unknown) =>
  fault(
    507,
    'storage_full',
    'There is no room left to store anything: please try again when whoever runs this app has made some.',
    { cause },
  );
export const storageUnavailable = (cause?: unknown) =>
  fault(503, 'storage_unavailable', 'The disk cannot be written at the moment; please try again later.', {
    cause,
    headers: retryLater,
  });
