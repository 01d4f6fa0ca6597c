import * as oidc from 'openid-client';
import type { PendingSignIn } from '../web/context';

/** Who signed in, by the provider's checked answers. */
export interface Identity {
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
  userInfo: oidc.UserInfoResponse;
}

/**
 * Exchanges the code in the provider's answer for proof of who signed in. openid-client checks the state, the `iss` parameter
 * (RFC 9207), the ID token's signature, `iss`, `aud`, `exp`, `iat` and nonce, and that UserInfo is about the same person; the
 * provider checks the PKCE verifier. Okta's ID token has few claims in the code flow, so UserInfo is always fetched.
 * @throws errors of openid-client; `toFault` in sign-in-faults.ts turns them into faults
 */
export async function exchangeCode(
  configuration: oidc.Configuration,
  answer: URL,
  state: string,
  pending: PendingSignIn,
): Promise<Identity> {
  const tokens = await oidc.authorizationCodeGrant(configuration, answer, {
    pkceCodeVerifier: pending.codeVerifier,
    expectedNonce: pending.nonce,
    expectedState: state,
    idTokenExpected: true,
  });
  const subject = tokens.claims()?.sub ?? '';
  const userInfo = await oidc.fetchUserInfo(configuration, tokens.access_token, subject);
  return { tokens, userInfo };
}
