import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { Browser } from '../support/browser';
import { elementAt, valueAt } from '../support/elements';
import { expectRefusal } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, type Lies } from '../support/rogue-provider';
import { editClaims, newKey, signToken, toJwk, toPem } from '../support/rogue-provider-tokens';

const now = () => Math.floor(Date.now() / 1000);
const stranger = newKey();

describe('an ID token or a UserInfo that lies', () => {
  const rogue = setUpRogueApp();

  const accounts = () => rogue.app.services.catalog.selectFrom('users').selectAll().execute();

  async function expectNobodySignedIn(lies: Lies): Promise<void> {
    const before = await accounts();
    const browser = new Browser(rogue.app.url);
    rogue.provider.lies = lies;
    const answer = await answerFor(browser);
    expectRefusal(rogue.app, await browser.get(answer), 401);
    expect((await browser.get('/')).status, 'the page asked for afterwards').to.equal(303);
    expect(await accounts()).to.deep.equal(before);
    // Once the provider is honest again, the answer that was refused is still no way in.
    rogue.provider.lies = {};
    expectRefusal(rogue.app, await browser.get(answer), 400);
  }

  const lies: Array<[string, Lies]> = [
    ['46: a wrong nonce', { claims: { nonce: 'other' } }],
    ['46: no nonce', { claims: { nonce: undefined } }],
    ['46: a nonce that is no text', { claims: { nonce: true } }],
    ['48: a wrong iss', { claims: { iss: 'https://evil.example' } }],
    ['48: no iss', { claims: { iss: undefined } }],
    ['48: a wrong aud', { claims: { aud: 'other' } }],
    ['48: no aud', { claims: { aud: undefined } }],
    ['48: an empty aud', { claims: { aud: [] } }],
    ['48: several aud', { claims: { aud: ['faces', 'other'] } }],
    ['48: several aud for another azp', { claims: { aud: ['faces', 'other'], azp: 'other' } }],
    ['48: an expired exp', { claims: { exp: now() - 600 } }],
    ['48: no exp', { claims: { exp: undefined } }],
    ['48: an exp that is no number', { claims: { exp: 'never' } }],
    ['48: no sub', { claims: { sub: undefined } }],
    ['48: an empty sub', { claims: { sub: '' } }],
    ['48: a sub that is no text', { claims: { sub: 7 } }],
    ['48: no iat', { claims: { iat: undefined } }],
    ['48: an nbf to come', { claims: { nbf: now() + 600 } }],
    ['48: a wrong iss beside the code', { answer: { iss: 'https://evil.example' } }],
    ['49: alg none', { header: { alg: 'none', kid: undefined }, signature: () => '' }],
    ['49: alg none with a signature', { header: { alg: 'none' } }],
    ['49: alg nOnE', { header: { alg: 'nOnE' }, signature: () => '' }],
    ['49: no alg', { header: { alg: undefined } }],
    ['49: another alg than the key is for', { header: { alg: 'PS256' } }],
    ['49: no signature', { signature: () => '' }],
    [
      '49: a bad signature',
      { signature: (_signed, honest) => `${honest.startsWith('A') ? 'B' : 'A'}${honest.slice(1)}` },
    ],
    ['49: a stranger’s signature under the key’s name', { signature: (signed) => signedBy(signed) }],
    [
      '49: a stranger’s key in the header',
      { header: { kid: undefined, jwk: toJwk(stranger) }, signature: (signed) => signedBy(signed) },
    ],
    ['49: an extension that must be understood', { header: { crit: ['evil'], evil: true } }],
    ['49: an edited ID token', { idToken: (honest) => editClaims(honest, { sub: 'admin' }) }],
    ['49: no ID token', { idToken: () => undefined }],
    ['49: an ID token that is none', { idToken: () => 'a.b.c' }],
    ['49: an ID token that is no text', { idToken: () => ({ sub: 'admin' }) }],
    ['51: a UserInfo of somebody else', { userInfo: { sub: 'mallory', name: 'Eve' } }],
    ['51: a UserInfo of nobody', { userInfo: { name: 'Eve' } }],
    ['51: a UserInfo that refuses', { status: { '/userinfo': 401 } }],
    ['51: an access token of nobody', { tokenAnswer: { access_token: 'unknown' } }],
    ['51: an access token that no header can hold', { tokenAnswer: { access_token: '’' } }],
    ['51: an access token that adds a header', { tokenAnswer: { access_token: 'a\r\nX-Evil: b' } }],
  ];
  const signedBy = (signed: string) => {
    const [header = '', claims = ''] = signed
      .split('.')
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    return elementAt(signToken(stranger, claims, header).split('.'), 2);
  };
  for (const [name, each] of lies) it(`abuse ${name} is refused`, () => expectNobodySignedIn(each));

  it('abuse 49: HS256 signed with the public key is refused', () =>
    expectNobodySignedIn({
      header: { alg: 'HS256' },
      signature: (signed) => createHmac('sha256', toPem(rogue.provider.key)).update(signed).digest('base64url'),
    }));

  it('abuse 49: HS256 signed with the client secret is refused', () =>
    expectNobodySignedIn({
      header: { alg: 'HS256' },
      signature: (signed) =>
        createHmac('sha256', valueAt(rogue.provider.env, 'CLIENT_SECRET')).update(signed).digest('base64url'),
    }));

  it('abuse 47: every sign-in sends a PKCE challenge, a state and a nonce of its own', async () => {
    const asked = [];
    for (let times = 0; times < 3; times += 1)
      asked.push(new URL((await new Browser(rogue.app.url).get('/login')).location ?? '').searchParams);
    for (const parameters of asked) {
      expect(parameters.get('code_challenge_method')).to.equal('S256');
      expect(parameters.get('response_type')).to.equal('code');
      expect(parameters.get('scope')).to.equal('openid profile email');
    }
    for (const name of ['code_challenge', 'state', 'nonce']) {
      const values = asked.map((parameters) => parameters.get(name) ?? '');
      expect(new Set(values).size, name).to.equal(3);
      for (const value of values) expect(value, name).to.have.length.above(15);
    }
  });

  it('abuse 47: an altered verifier is refused', async () => {
    const browser = new Browser(rogue.app.url);
    const answer = await answerFor(browser);
    const { catalog } = rogue.app.services;
    for (const { idHash, data } of await catalog.selectFrom('sessions').selectAll().execute()) {
      const altered = data.replace(/"codeVerifier":"."?/, '"codeVerifier":"~');
      await catalog.updateTable('sessions').set({ data: altered }).where('idHash', '=', idHash).execute();
    }
    expectRefusal(rogue.app, await browser.get(answer), 401);
  });

  it('abuse 47: a code that was got with another challenge is refused', async () => {
    const mallory = new Browser(rogue.app.url);
    const stolen = new URL(await answerFor(mallory)).searchParams.get('code') ?? '';
    await expectNobodySignedIn({ answer: { code: stolen } });
  });

  it('abuse 91: the log of all these holds no token, code, secret or e-mail address', async () => {
    await expectNobodySignedIn({ claims: { nonce: 'other', email: 'eve@example.org' } });
    const log = JSON.stringify(rogue.app.logged);
    expect(rogue.app.logged.length).to.be.above(100);
    for (const secret of ['eyJ', 'eve@example.org', valueAt(rogue.provider.env, 'CLIENT_SECRET'), '?code', 'code='])
      expect(log).not.to.contain(secret);
  });
});
