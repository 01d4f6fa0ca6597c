import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { type Fault, isFault, providerUnavailable, signInFailed } from '../errors';

const UNKNOWN = 'This sign-in is unknown, finished or too old; please sign in again.';
const NOT_PROVEN = 'The sign-in could not be verified, so it was refused; please sign in again.';
const MISCONFIGURED = 'The sign-in service does not accept this app. Whoever runs the app finds the reason in its log.';

// What openid-client calls an answer that is no answer: not its fault, nor the visitor's.
const NO_ANSWER = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

/** An answer to no sign-in of this browser: forged, replayed, opened elsewhere, or late. */
export const unknownSignIn = () => signInFailed(400, UNKNOWN);

/** The provider's own error answer, which carries nothing but a code. */
export const refusedByProvider = (code: string) =>
  signInFailed(
    code === 'server_error' || code === 'temporarily_unavailable' ? 503 : 401,
    'The sign-in service refused the sign-in; please try again.',
    new Error(`the provider answered ${code}`),
  );

/** Turns whatever went wrong on the way from code to person into a fault with the right status; nothing here is a 500 of ours. */
export function toFault(error: unknown): Fault {
  if (isFault(error)) return error;
  if (error instanceof ResponseBodyError) return ofTokenEndpoint(error);
  if (error instanceof WWWAuthenticateChallengeError) return signInFailed(error.status === 401 ? 401 : 502, NOT_PROVEN, error);
  if (error instanceof ClientError) return isNoAnswer(error) ? providerUnavailable(error) : signInFailed(401, NOT_PROVEN, error);
  // `fetch` says that nobody answered with a TypeError.
  return error instanceof TypeError ? providerUnavailable(error) : signInFailed(401, NOT_PROVEN, error);
}

// A status that doesn't fit comes with the response as its cause; a 4xx is an answer, and it says no.
const isNoAnswer = ({ code, cause }: ClientError) => NO_ANSWER.has(code ?? '') && !(cause instanceof Response && cause.status >= 400 && cause.status < 500);

// RFC 6749, 5.2. `invalid_grant`: the code was used or has expired, or the PKCE verifier doesn't fit it.
function ofTokenEndpoint(error: ResponseBodyError): Fault {
  return error.error === 'invalid_grant' ? signInFailed(401, NOT_PROVEN, error) : signInFailed(502, MISCONFIGURED, error);
}
