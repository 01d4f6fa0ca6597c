import * as oidc from 'openid-client';
import type { PendingSignIn } from '../web/context';

export interface Identity {
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
  userInfo: oidc.UserInfoResponse;
}

/**
 * Trades the code in the provider's answer for proof of who signed in. Checked on the way: state, the `iss` parameter
 * (RFC 9207), the PKCE verifier (by the provider), the ID token's signature, `iss`, `aud`, `exp`, `iat` and nonce, and that
 * UserInfo speaks of the same person. Okta's ID token is thin in the code flow, so UserInfo is always asked.
 * @throws what openid-client says; sign-in-faults.ts turns it into a sentence
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
