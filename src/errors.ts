import createHttpError, { type HttpError } from 'http-errors';

/**
 * A fault that a person caused or has to know of. Its message is one plain sentence, shown as it is, whatever its status;
 * the message of any other error stays in the log.
 */
export type Fault = HttpError & { id: string; headers?: Record<string, string>; details?: readonly string[] };

const RETRY_SECONDS = 10;

function fault(
  status: number,
  id: string,
  message: string,
  more: { cause?: unknown; headers?: Record<string, string>; details?: readonly string[] } = {},
): Fault {
  return createHttpError(status, message, { id, expose: true, ...more }) as Fault;
}

const retryLater = { 'Retry-After': String(RETRY_SECONDS) };

export const isFault = (error: unknown): error is Fault => createHttpError.isHttpError(error) && typeof (error as Partial<Fault>).id === 'string';

/** A fault that was sent as a value from another thread, where an error's class gets lost. */
export const reviveFault = ({ status, id, message }: { status: number; id: string; message: string }): Fault => fault(status, id, message);

// What is asked for
export const pageNotFound = () => fault(404, 'page_not_found', 'There is no such page.');
export const photoNotFound = () => fault(404, 'photo_not_found', 'There is no such photo.');
export const recognitionNotFound = () => fault(404, 'recognition_not_found', 'There is no such recognition, or it has expired.');
export const notSignedIn = () => fault(401, 'not_signed_in', 'Please sign in first.');
export const foreignOrigin = () => fault(403, 'foreign_origin', 'This request came from another site, so it was refused.');

// What is uploaded
export const uploadMalformed = (cause?: unknown) => fault(400, 'upload_malformed', 'The upload could not be read; please try again.', { cause });
export const uploadNotAForm = () => fault(415, 'upload_not_a_form', 'Please send the photo with the form of this page.');
export const uploadTooManyParts = () => fault(413, 'upload_too_many_parts', 'The upload has more parts than this form has fields.');
export const fieldTooLong = () => fault(413, 'field_too_long', 'A text in the form is far too long.');
export const unexpectedFile = () => fault(400, 'unexpected_file', 'The upload holds a file that this form has no field for.');
export const noFile = () => fault(400, 'no_file', 'Please choose a photo.');
export const tooManyFiles = (most: number) =>
  fault(400, 'too_many_files', most === 1 ? 'Please choose one photo at a time.' : `Please choose at most ${most} photos at a time.`);
export const photoEmpty = () => fault(400, 'photo_empty', 'The file is empty.');
export const photoTooLarge = (megabytes: number) => fault(413, 'photo_too_large', `The photo is larger than ${megabytes} MB.`);
export const photoTooManyPixels = (megapixels: number) => fault(413, 'photo_too_many_pixels', `The photo has more than ${megapixels} megapixels.`);
export const photoTooLong = (pixels: number) => fault(422, 'photo_too_long', `The photo is longer than ${pixels} pixels on one side.`);
export const photoUnsupported = () => fault(415, 'photo_unsupported', 'The file is not a JPEG, PNG or WebP picture.');
export const photoDamaged = () => fault(422, 'photo_damaged', 'The picture is damaged or incomplete.');
export const noFace = () => fault(422, 'no_face', 'No face was found in the photo.');

/** None of several files was added: each is named with its reason. The status and id are theirs where they agree. */
export function photosRefused(refusals: ReadonlyArray<{ file: string; fault: Fault }>): Fault {
  const [{ file, fault: first }] = refusals;
  if (refusals.length === 1) return fault(first.status, first.id, `${file}: ${first.message}`, { headers: first.headers });
  const same = refusals.every(({ fault: { id } }) => id === first.id);
  const details = refusals.map((each) => `${each.file}: ${each.fault.message}`);
  return fault(same ? first.status : 422, same ? first.id : 'photos_refused', 'No photo was added.', { details, headers: first.headers });
}

// What is typed
export const nameMissing = () => fault(400, 'name_missing', 'Please type the name of the person.');
export const nameTooLong = (most: number) => fault(422, 'name_too_long', `The name is longer than ${most} characters.`);
export const nameInvalid = () => fault(400, 'name_invalid', 'The name holds a character that is no text.');

// Sign-in
export const signInFailed = (status: number, sentence: string, cause?: unknown) => fault(status, 'sign_in_failed', sentence, { cause });
export const providerUnavailable = (cause?: unknown) =>
  fault(503, 'provider_unavailable', 'The sign-in service does not answer at the moment; please try again shortly.', { cause, headers: retryLater });

// What the machine can't do now
export const tooBusy = () => fault(503, 'too_busy', 'Too many photos are waiting to be read; please try again shortly.', { headers: retryLater });
export const engineFailed = (cause?: unknown) =>
  fault(503, 'engine_failed', 'The photo could not be read this time; please try again.', { cause, headers: retryLater });
/** Nobody reads this answer: 499 is what proxies log when the client went first. */
export const clientGone = () => fault(499, 'client_gone', 'The request was given up.');
export const storageFull = (cause?: unknown) => fault(507, 'storage_full', 'There is no room left to store the photo.', { cause });
