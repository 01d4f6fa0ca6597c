import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page } from '../support/browser';
import { type Script, ScriptedProvider } from './scripted-provider';

const now = () => Math.floor(Date.now() / 1000);
const edited = (idToken: string) => {
  const [header, claims = '', signature] = idToken.split('.');
  const theirs = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'admin' };
  return [header, Buffer.from(JSON.stringify(theirs)).toString('base64url'), signature].join('.');
};

describe('OidcStrategy', () => {
  let provider: ScriptedProvider;
  let app: TestApp;
  before(async () => {
    provider = await ScriptedProvider.start();
    app = await startApp(provider.env);
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });
  beforeEach(() => {
    provider.script = {};
  });

  /** Goes to the provider and comes back with its answer. */
  async function answerTo(browser: Browser): Promise<Page> {
    const toProvider = await browser.get('/login');
    const answer = await browser.get(toProvider.location ?? '');
    return browser.get(answer.location ?? '');
  }

  async function expectRefusal(script: Script, status: number): Promise<void> {
    const browser = new Browser(app.url);
    provider.script = script;
    const page = await answerTo(browser);
    expect(page.status).to.equal(status);
    expect(page.text).not.to.match(/eyJ|at .*\.ts/);
    expect((await browser.get('/')).status, 'the page asked for afterwards').to.equal(303);
  }

  it('believes an honest provider', async () => {
    const browser = new Browser(app.url);
    expect((await answerTo(browser)).location).to.equal(`${app.url}/`);
    expect((await browser.get('/')).text).to.contain('Eve');
  });

  it('abuse 47: sends a PKCE challenge, a state and a nonce, and asks for no e-mail address', async () => {
    const { searchParams } = new URL((await new Browser(app.url).get('/login')).location ?? '');
    expect(searchParams.get('code_challenge_method')).to.equal('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(searchParams.get(name)).to.have.length.above(15);
    expect(searchParams.get('scope')).to.equal('openid profile');
  });

  it('abuse 47: refuses an altered verifier', async () => {
    const browser = new Browser(app.url);
    const toProvider = await browser.get('/login');
    const answer = await browser.get(toProvider.location ?? '');
    const { catalog } = app.services;
    for (const { idHash, data } of await catalog.selectFrom('sessions').selectAll().execute()) {
      const altered = data.replace(/"codeVerifier":"."?/, '"codeVerifier":"~');
      await catalog.updateTable('sessions').set({ data: altered }).where('idHash', '=', idHash).execute();
    }
    expect((await browser.get(answer.location ?? '')).status).to.equal(401);
  });

  const unsigned = { header: { alg: 'none' }, signature: () => '' };
  const lies: Array<[string, Script]> = [
    ['46: a wrong nonce', { claims: { nonce: 'other' } }],
    ['46: no nonce', { claims: { nonce: undefined } }],
    ['48: a wrong iss', { claims: { iss: 'https://evil.example' } }],
    ['48: a wrong aud', { claims: { aud: 'other' } }],
    ['48: several aud', { claims: { aud: ['faces', 'other'] } }],
    ['48: several aud for another azp', { claims: { aud: ['faces', 'other'], azp: 'other' } }],
    ['48: an expired exp', { claims: { exp: now() - 600 } }],
    ['48: no exp', { claims: { exp: undefined } }],
    ['48: no sub', { claims: { sub: undefined } }],
    ['48: no iat', { claims: { iat: undefined } }],
    ['48: a wrong iss beside the code', { answer: { iss: 'https://evil.example' } }],
    ['49: alg none', unsigned],
    ['49: alg none with a signature', { header: { alg: 'none' } }],
    ['49: a bad signature', { signature: (_signed, honest) => `${honest.startsWith('A') ? 'B' : 'A'}${honest.slice(1)}` }],
    ['49: an edited ID token', { idToken: edited }],
    ['49: no ID token', { idToken: () => undefined }],
    ['49: an ID token that is none', { idToken: () => 'a.b.c' }],
    ['51: a UserInfo of somebody else', { userInfo: { sub: 'mallory', name: 'Eve' } }],
    ['51: a UserInfo of nobody', { userInfo: { name: 'Eve' } }],
    ['51: a UserInfo that refuses', { status: { '/userinfo': 401 } }],
  ];
  for (const [name, script] of lies) it(`abuse ${name} is refused`, () => expectRefusal(script, 401));

  it('abuse 49: HS256 signed with the public key is refused', () =>
    expectRefusal({ header: { alg: 'HS256' }, signature: (signed) => createHmac('sha256', provider.publicKeyPem()).update(signed).digest('base64url') }, 401));

  const silences: Array<[string, Script]> = [
    ['a token endpoint that fails', { status: { '/token': 500 } }],
    ['a UserInfo endpoint that fails', { status: { '/userinfo': 500 } }],
    ['a UserInfo that is no JSON', { userInfo: '<html>' }],
  ];
  for (const [name, script] of silences) it(`abuse 61: ${name} is told as such`, () => expectRefusal(script, 503));

  it('abuse 61: a provider that answers with an error of its own is told apart', async () => {
    await expectRefusal({ answer: { code: '', error: 'server_error' } }, 503);
    await expectRefusal({ answer: { error: 'unauthorized_client' } }, 401);
  });

  it('a code given twice is no answer to what was asked', async () => {
    const browser = new Browser(app.url);
    const answer = await browser.get((await browser.get('/login')).location ?? '');
    expect((await browser.get(`${answer.location}&code=other`)).status).to.equal(400);
  });

  it('abuse 52: keys that the provider has changed are fetched once more', async () => {
    const realNow = Date.now;
    const ownProvider = await ScriptedProvider.start();
    const ownApp = await startApp(ownProvider.env);
    try {
      await new Browser(ownApp.url).open('/login');
      ownProvider.rotateKeys();
      // openid-client asks again at the earliest a minute after it asked last.
      Date.now = () => realNow() + 61_000;
      const browser = new Browser(ownApp.url);
      await browser.open('/login');
      expect((await browser.get('/')).status).to.equal(200);
      expect(ownProvider.asked.filter((path) => path === '/jwks')).to.have.length(2);
    } finally {
      Date.now = realNow;
      await ownApp.close();
      await ownProvider.stop();
    }
  });

  it('the log holds no token and no claim of a refused sign-in', async () => {
    await expectRefusal({ claims: { nonce: 'other', email: 'eve@example.org' } }, 401);
    expect(JSON.stringify(app.logged)).not.to.match(/eyJ|eve@example\.org/);
  });
});
