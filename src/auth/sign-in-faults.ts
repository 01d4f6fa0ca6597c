import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { type Fault, isFault, providerUnavailable, signInFailed, signInMisconfigured } from '../errors';
import { TOO_LONG } from './bounded-fetch';
import { clockSentence } from './clock-faults';
import { ProviderFault } from './provider-fault';

const UNKNOWN = 'This sign-in has expired or was already used. Please sign in again.';
const NOT_PROVEN = 'The sign-in couldn’t be verified. Please sign in again.';
const MISCONFIGURED = 'The sign-in service doesn’t accept this app. The reason is in the app’s log.';
/** By the code of an error that comes back with the browser (RFC 6749, 4.1.2.1): what to change. */
const REFUSALS: Readonly<Record<string, string>> = {
  unauthorized_client:
    'The sign-in service doesn’t let this app sign people in: allow the authorization code flow for the client in CLIENT_ID.',
  unsupported_response_type:
    'The sign-in service doesn’t let this app sign people in: allow the authorization code flow for the client in CLIENT_ID.',
  invalid_client: 'The sign-in service doesn’t accept this app: correct CLIENT_ID.',
  invalid_scope:
    'The sign-in service refuses the scopes “openid”, “profile”, and “email”: allow them for the client in CLIENT_ID.',
};

// The codes of openid-client's errors for a provider that gave no usable answer.
const NO_ANSWER = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

const OAUTH_CODE = /^[a-z_]{1,50}$/;

/** The provider's answer belongs to no sign-in of this browser: it is forged, replayed, late, or was opened elsewhere. */
export const unknownSignIn = () => signInFailed(400, UNKNOWN);

/** The provider gave a subject that isn't allowed (https://openid.net/specs/openid-connect-core-1_0.html#IDToken: ASCII, at most 255 characters). */
export const unusableSubject = () => signInFailed(401, NOT_PROVEN, new Error('the subject can not be stored'));

/** The provider answered with an error. Only its code goes to the log, if it looks like one. */
export function refusedByProvider(code: string): Fault {
  const cause = new Error(`the provider answered ${OAUTH_CODE.test(code) ? code : 'no known code'}`);
  if (Object.hasOwn(REFUSALS, code)) return signInMisconfigured(401, REFUSALS[code] ?? MISCONFIGURED, cause);
  const status = code === 'server_error' || code === 'temporarily_unavailable' ? 503 : 401;
  return signInFailed(status, 'The sign-in service refused the sign-in. Please try again.', cause);
}

/** Turns any error of a sign-in into a fault: 401 for an answer that can't be verified, 502 or 503 for a provider that fails. */
export function toFault(error: unknown): Fault {
  if (isFault(error)) return error;
  const cause = withoutAnswer(error);
  const fault = providerFaultIn(error);
  if (fault) {
    // Where the app is known, but not accepted, the provider's answer is the fault, not its silence.
    const status = fault.kind === 'refused' ? 502 : 503;
    return fault.kind === 'passing'
      ? providerUnavailable(cause, [fault.message])
      : signInMisconfigured(status, fault.message, cause);
  }
  const clocks = clockSentence(error);
  if (clocks) return signInFailed(401, clocks, cause);
  // RFC 6749, 5.2. `invalid_grant`: the code was used or has expired, or the PKCE verifier doesn't fit it.
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_grant'
      ? signInFailed(401, NOT_PROVEN, cause)
      : signInFailed(502, MISCONFIGURED, cause);
  if (error instanceof WWWAuthenticateChallengeError)
    return signInFailed(error.status === 401 ? 401 : 502, NOT_PROVEN, cause);
  return isNoAnswer(error) || isCutShort(error) ? providerUnavailable(cause) : signInFailed(401, NOT_PROVEN, cause);
}

/** The provider's fault that an error is or comes from. */
export function providerFaultIn(error: unknown): ProviderFault | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof ProviderFault) return each;
  return undefined;
}

/** An error for the log, without the provider's answer that openid-client's errors carry: it may contain tokens. */
function withoutAnswer(error: unknown): Error {
  const reasons: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) {
    // The message of these quotes the value that couldn't be parsed or put into a header.
    reasons.push(each instanceof SyntaxError || isRefusedValue(each) ? each.name : each.message);
    if (each instanceof ResponseBodyError) reasons.push(OAUTH_CODE.test(each.error) ? each.error : 'no known code');
  }
  return new Error(reasons.join(': '));
}

// When the status is unexpected, the response is the error's cause. A 4xx is an answer: the provider refused.
function isNoAnswer(error: unknown): boolean {
  if (!(error instanceof ClientError) || !NO_ANSWER.has(error.code ?? '')) return false;
  const { cause } = error;
  return !(cause instanceof Response && cause.status >= 400 && cause.status < 500);
}

// Whether the answer broke off: among the causes is a time-out, too long an answer, or `fetch`'s TypeError around the socket's error.
function isCutShort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isSockets = error instanceof TypeError && error.cause instanceof Error && !('code' in error);
  const isTooLong = 'code' in error && error.code === TOO_LONG;
  return error.name === 'TimeoutError' || isSockets || isTooLong || isCutShort(error.cause);
}

// Whether the platform refused a value from the provider for a header, an address or a key. openid-client's TypeErrors have a code.
const isRefusedValue = (error: Error) => error instanceof TypeError && error.cause === undefined && !('code' in error);
