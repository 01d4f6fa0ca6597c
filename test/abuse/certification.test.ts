import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { expectRefusal } from '../support/refusal';
import { answerFor, type Lies, RogueProvider, signInAt } from '../support/rogue-provider';
import { newKey, toJwk } from '../support/rogue-provider-tokens';

// The modules of oidcc-client-basic-certification-test-plan (https://openid.net/certification/connect_rp_testing/), which number 14.
const REFUSED: Array<[number: number, module: string, lies: Lies]> = [
  [48, 'oidcc-client-test-invalid-iss', { claims: { iss: 'https://evil.example' } }],
  [48, 'oidcc-client-test-missing-sub', { claims: { sub: undefined } }],
  [48, 'oidcc-client-test-invalid-aud', { claims: { aud: 'other' } }],
  [48, 'oidcc-client-test-missing-iat', { claims: { iat: undefined } }],
  // The plan's own outcome is to accept it, or to skip the module: nobody has to support unsigned ID tokens, and this app does not.
  [49, 'oidcc-client-test-idtoken-sig-none', { header: { alg: 'none', kid: undefined }, signature: () => '' }],
  [
    49,
    'oidcc-client-test-invalid-sig-rs256',
    { signature: (_signed, honest) => honest.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
  ],
  [51, 'oidcc-client-test-userinfo-invalid-sub', { userInfo: { sub: 'mallory', name: 'Eve' } }],
  [46, 'oidcc-client-test-nonce-invalid', { claims: { nonce: 'other' } }],
];

// Published beside the key in use, as while a provider changes over (RFC 7517, 5: what isn't understood is to be ignored).
const UNUSABLE = [
  { kty: 'AKP', alg: 'ML-DSA-9', kid: 'post-quantum', pub: 'AA' },
  { kty: 'unheard-of', kid: 'kty' },
  { kty: 'EC', crv: 'P-999', x: 'AA', y: 'AA', kid: 'crv', alg: 'ES256' },
  { ...toJwk(newKey()), alg: 'RS999', kid: 'alg' },
  { ...toJwk(newKey()), use: 'enc', alg: 'RSA-OAEP', kid: 'use' },
];

/** A new key: for a known one, the app would not ask for the published keys again. */
function withUnusableKeys(provider: RogueProvider): Lies {
  provider.rotateKeys();
  return { keys: [...UNUSABLE, toJwk(provider.key)] };
}

describe('the relying party’s Basic certification profile', () => {
  let provider: RogueProvider;
  let app: TestApp;
  before(async () => {
    provider = await RogueProvider.start();
    // The secret goes where the metadata say; without them, the profile's default is the header alone.
    provider.lies = { metadata: { token_endpoint_auth_methods_supported: ['client_secret_basic'] } };
    app = await startApp(provider.env);
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });
  beforeEach(() => {
    provider.lies = { metadata: { token_endpoint_auth_methods_supported: ['client_secret_basic'] } };
  });

  const expectRefused = async (lies: Lies) => {
    const browser = new Browser(app.url);
    Object.assign(provider.lies, lies);
    expectRefusal(app, await browser.get(await answerFor(browser)), 401);
    expect((await browser.get('/')).status).to.equal(303);
  };

  const accepted: Array<[number: number, module: string, lies: (provider: RogueProvider) => Lies]> = [
    [45, 'oidcc-client-test', () => ({})],
    [49, 'oidcc-client-test-kid-absent-single-jwks', () => ({ header: { kid: undefined } })],
    [49, 'oidcc-client-test-idtoken-sig-rs256', withUnusableKeys],
    [51, 'oidcc-client-test-scope-userinfo-claims', () => ({ claims: { name: 'not asked here' } })],
  ];
  for (const [number, module, lies] of accepted) {
    it(`abuse ${number}: ${module} signs in`, async () => {
      Object.assign(provider.lies, lies(provider));
      expect((await (await signInAt(app.url)).get('/')).text)
        .to.contain('Eve')
        .and.not.contain('eve@example.org');
    });
  }

  for (const [number, module, lies] of REFUSED) it(`abuse ${number}: ${module} is refused`, () => expectRefused(lies));

  // The plan lets an app try both keys, or refuse.
  it('abuse 49: oidcc-client-test-kid-absent-multiple-jwks is refused', async () => {
    provider.rotateKeys();
    const keys = [toJwk(provider.key), toJwk(newKey())];
    Object.assign(provider.lies, { keys });
    await signInAt(app.url);
    await expectRefused({ header: { kid: undefined }, keys });
  });

  it('abuse 47: oidcc-client-test-client-secret-basic signs in, with the secret in the header', async () => {
    await signInAt(app.url);
    const { authorization, parameters } = provider.last.get('/token') ?? {};
    expect(authorization).to.match(/^Basic /);
    expect([...(parameters?.keys() ?? [])]).to.have.members(['grant_type', 'code', 'redirect_uri', 'code_verifier']);
  });
});
