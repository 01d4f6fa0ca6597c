import * as oidc from 'openid-client';
import { TIMEOUT_SECONDS } from './discovery';
import { ProviderFault } from './provider-fault';

/** Where the provider sends people back to. */
export const CALLBACK_PATH = '/authorization-code/callback';

/** No provider has given out this code, so that it can be refused for nothing but the app's own credentials. */
const NO_CODE = 'familiar-faces-looks-whether-it-may-sign-people-in';
const REFUSALS = ['invalid_client', 'unauthorized_client', 'access_denied'];

/** Whether the provider has said that it doesn't accept the app (RFC 6749, 5.2): by a code, or by asking for other credentials. */
export function refusesApp(error: unknown): boolean {
  if (error instanceof oidc.ResponseBodyError) return REFUSALS.includes(error.error);
  return error instanceof oidc.WWWAuthenticateChallengeError && error.status === 401;
}

const DOES_NOT_ACCEPT = 'The sign-in service doesn’t accept this app';

/** The provider doesn't accept the app's credentials. */
export const credentialsRefused = (cause: unknown) =>
  new ProviderFault(`${DOES_NOT_ACCEPT}: correct CLIENT_ID or CLIENT_SECRET.`, 'refused', cause);

/**
 * Looks whether the provider knows the app, its secret and its address, as far as that can be known without a person. It asks for
 * tokens with a code that nobody was given, which a provider refuses for what is wrong first: the app's credentials. And it asks for
 * a sign-in without a page (`prompt=none`), which leads back to the app if the provider knows it and its address
 * (https://openid.net/specs/openid-connect-core-1_0.html#AuthError). Any other answer proves nothing.
 * @throws {ProviderFault} when the provider refuses the app
 */
export async function requireKnownClient(provider: oidc.Configuration, callbackUrl: string): Promise<void> {
  const parameters = { code: NO_CODE, redirect_uri: callbackUrl, code_verifier: oidc.randomPKCECodeVerifier() };
  const refusal = await oidc.genericGrantRequest(provider, 'authorization_code', parameters).then(
    () => undefined,
    (error) => (refusesApp(error) ? error : undefined),
  );
  const answer = await answerWithoutPage(provider, callbackUrl);
  if (refusal === undefined) {
    if (answer !== 'refused') return;
    throw new ProviderFault(
      `The sign-in service seems to refuse this app’s address: add ${callbackUrl} to its redirect URIs, or correct PUBLIC_URL.`,
      'doubt',
    );
  }
  if (answer === 'unclear') throw credentialsRefused(refusal);
  const sentence =
    answer === 'led back'
      ? `${DOES_NOT_ACCEPT}: correct CLIENT_SECRET (it seems to know the CLIENT_ID).`
      : `${DOES_NOT_ACCEPT}: correct CLIENT_ID, which it doesn’t seem to know, or CLIENT_SECRET.`;
  throw new ProviderFault(sentence, 'refused', refusal);
}

async function answerWithoutPage(
  provider: oidc.Configuration,
  callbackUrl: string,
): Promise<'led back' | 'refused' | 'unclear'> {
  const address = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: callbackUrl,
    scope: 'openid profile',
    prompt: 'none',
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
  });
  const signal = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  const response = await fetch(address, { redirect: 'manual', signal }).catch(() => undefined);
  await response?.body?.cancel();
  if (response?.headers.get('Location')?.startsWith(callbackUrl)) return 'led back';
  return response?.status === 400 || response?.status === 401 ? 'refused' : 'unclear';
}
