import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { type Fault, isFault, providerUnavailable, signInFailed } from '../errors';

const UNKNOWN = 'This sign-in has expired or was already used. Please sign in again.';
const NOT_PROVEN = 'The sign-in couldn’t be verified. Please sign in again.';
const MISCONFIGURED = 'The sign-in service doesn’t accept this app. The reason is in the app’s log.';

// What openid-client calls an answer that is no answer: not its fault, nor the visitor's.
const NO_ANSWER = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

const OAUTH_CODE = /^[a-z_]{1,50}$/;

/** An answer to no sign-in of this browser: forged, replayed, opened elsewhere, or late. */
export const unknownSignIn = () => signInFailed(400, UNKNOWN);

/** A subject that no provider may give (https://openid.net/specs/openid-connect-core-1_0.html#IDToken: ASCII, at most 255 characters). */
export const unusableSubject = () => signInFailed(401, NOT_PROVEN, new Error('the subject can not be stored'));

/** The provider's own error answer, which carries nothing but a code. */
export const refusedByProvider = (code: string) =>
  signInFailed(
    code === 'server_error' || code === 'temporarily_unavailable' ? 503 : 401,
    'The sign-in service refused the sign-in. Please try again.',
    new Error(`the provider answered ${OAUTH_CODE.test(code) ? code : 'no known code'}`),
  );

/** Turns whatever went wrong on the way from code to person into a fault with the right status; nothing here is a 500 of ours. */
export function toFault(error: unknown): Fault {
  if (isFault(error)) return error;
  const cause = withoutAnswer(error);
  // RFC 6749, 5.2. `invalid_grant`: the code was used or has expired, or the PKCE verifier doesn't fit it.
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_grant'
      ? signInFailed(401, NOT_PROVEN, cause)
      : signInFailed(502, MISCONFIGURED, cause);
  if (error instanceof WWWAuthenticateChallengeError)
    return signInFailed(error.status === 401 ? 401 : 502, NOT_PROVEN, cause);
  return isNoAnswer(error) || isCutShort(error) ? providerUnavailable(cause) : signInFailed(401, NOT_PROVEN, cause);
}

/** The reasons of an error for the log, without the provider's answer that openid-client's errors carry: it may hold tokens. */
function withoutAnswer(error: unknown): Error {
  const reasons: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) {
    // What can't be parsed, or put into a header, is quoted in the message.
    reasons.push(each instanceof SyntaxError || isRefusedValue(each) ? each.name : each.message);
    if (each instanceof ResponseBodyError) reasons.push(OAUTH_CODE.test(each.error) ? each.error : 'no known code');
  }
  return new Error(reasons.join(': '));
}

// A status that doesn't fit comes with the response as its cause; a 4xx is an answer, and it says no.
function isNoAnswer(error: unknown): boolean {
  if (!(error instanceof ClientError) || !NO_ANSWER.has(error.code ?? '')) return false;
  const { cause } = error;
  return !(cause instanceof Response && cause.status >= 400 && cause.status < 500);
}

// Somewhere below is the connection's end: a time-out, or `fetch`'s TypeError around the socket's error.
function isCutShort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isSockets = error instanceof TypeError && error.cause instanceof Error && !('code' in error);
  return error.name === 'TimeoutError' || isSockets || isCutShort(error.cause);
}

// Of the platform: something that the provider sent is no value for a header, an address or a key. openid-client's own have a code.
const isRefusedValue = (error: Error) => error instanceof TypeError && error.cause === undefined && !('code' in error);
