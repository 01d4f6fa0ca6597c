import * as oidc from 'openid-client';
import type { PendingSignIn } from '../web/context';
import { TOO_LONG } from './bounded-fetch';
import { credentialsRefused, refusesApp } from './client-check';
import { codeIn } from './connection-faults';

/** Who signed in, by the provider's checked answers. */
export interface Identity {
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
  /** Undefined when the provider has no UserInfo, or none for this app: then the ID token is all that is known. */
  userInfo: oidc.UserInfoResponse | undefined;
}

/**
 * Exchanges the code in the provider's answer for proof of who signed in. openid-client checks the state, the `iss` parameter
 * (RFC 9207), the ID token's signature, `iss`, `aud`, `exp`, `iat` and nonce, and that UserInfo is about the same person; the
 * provider checks the PKCE verifier.
 * @throws {ProviderFault} when the provider doesn't accept the app
 * @throws errors of openid-client; `toFault` in sign-in-faults.ts turns them into faults
 */
export async function exchangeCode(
  configuration: oidc.Configuration,
  answer: URL,
  state: string,
  pending: PendingSignIn,
): Promise<Identity> {
  const checks = {
    pkceCodeVerifier: pending.codeVerifier,
    expectedNonce: pending.nonce,
    expectedState: state,
    idTokenExpected: true,
  };
  const tokens = await oidc.authorizationCodeGrant(configuration, answer, checks).catch((error) => {
    throw refusesApp(error) ? credentialsRefused(error) : error;
  });
  return { tokens, userInfo: await userInfoOf(configuration, tokens) };
}

/**
 * Fetches UserInfo, as Okta's ID token has few claims in the code flow. It adds a name to what the ID token has proven, so a sign-in
 * does without it when the provider has none to give. An answer about somebody else is refused, and so is a rejected access token.
 */
async function userInfoOf(
  configuration: oidc.Configuration,
  tokens: Identity['tokens'],
): Promise<oidc.UserInfoResponse | undefined> {
  if (!configuration.serverMetadata().userinfo_endpoint) return undefined;
  const subject = tokens.claims()?.sub ?? '';
  return oidc.fetchUserInfo(configuration, tokens.access_token, subject).catch((error) => {
    if (givesNothing(error)) return undefined;
    throw error;
  });
}

// An unexpected status, an answer that is no JSON object or too long, or no answer at all.
const NOTHING = [
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_JWT_USERINFO_EXPECTED',
  'OAUTH_UNSUPPORTED_OPERATION',
  TOO_LONG,
];

function givesNothing(error: unknown): boolean {
  if (error instanceof oidc.WWWAuthenticateChallengeError) return error.status !== 401;
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as { code?: unknown };
    if (each.cause instanceof Response && each.cause.status === 401) return false;
    if (NOTHING.includes(String(code)) || each.name === 'TimeoutError') return true;
  }
  // `fetch` around the error of a socket.
  return error instanceof TypeError && error.cause instanceof Error && codeIn(error.cause) !== undefined;
}
