import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { connectionFault } from '../../src/auth/connection-faults';
import { requireSafeIssuer } from '../../src/auth/discovery';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { SELF_SIGNED } from '../support/certificates';
import { DISCOVERY, type Lies, RogueProvider } from '../support/rogue-provider';

/** What the app says at the start in its log, to a health check, and to someone who wants to sign in. */
async function saidOf(env: Record<string, string>) {
  const app = await startApp({ CLIENT_ID: 'faces', CLIENT_SECRET: 'secret', ...env });
  try {
    return await saidBy(app);
  } finally {
    await app.close();
  }
}

async function saidBy(app: TestApp) {
  const visitor = new Browser(app.url);
  const [ready, page] = [await visitor.get('/health/ready'), await visitor.open('/login')];
  const logged = app.logged.map(({ msg }) => String(msg)).filter((each) => each.startsWith('sign-in: '));
  return { status: ready.status, ready: JSON.parse(ready.text), page, logged };
}

/** Starts a provider that lies from the start, and an app at a path of it. */
async function withLies(lies: Lies, path = '', env: Record<string, string> = {}) {
  const provider = await RogueProvider.start();
  provider.lies = lies;
  try {
    return await saidOf({ ...provider.env, OIDC_ISSUER: provider.issuer + path, ...env });
  } finally {
    await provider.stop();
  }
}

const lasting: Array<[what: string, lies: Lies, path: string, sentence: RegExp, env?: Record<string, string>]> = [
  [
    'an Okta account without its “default” server',
    {},
    '/oauth2/default',
    /no “default” authorization server.*set OIDC_ISSUER=http:\/\/127[^/]+$/,
  ],
  ['a realm that Keycloak lacks', {}, '/realms/nowhere', /no realm “nowhere”.*OIDC_ISSUER/],
  ['Keycloak’s old /auth', {}, '/auth/realms/main', /set OIDC_ISSUER=http:\/\/127.0.0.1:\d+\/realms\/main/],
  ['an application that Authentik lacks', {}, '/application/o/faces/', /slug in OIDC_ISSUER/],
  ['an address of something else', { status: { [DISCOVERY]: 404 } }, '', /no sign-in provider at OIDC_ISSUER .* 404/],
  [
    'a page in place of a description',
    { body: { [DISCOVERY]: '<html>Welcome</html>' } },
    '',
    /a web page or something else/,
  ],
  [
    'a description without an issuer',
    { metadata: { issuer: undefined } },
    '',
    /not a sign-in provider: correct OIDC_ISSUER/,
  ],
  ['an answer that leads elsewhere', { status: { [DISCOVERY]: 302 } }, '', /leads elsewhere: correct OIDC_ISSUER/],
  [
    'a provider that is closed to the app',
    { status: { [DISCOVERY]: 403 } },
    '',
    /OIDC_ISSUER.* refuses this server with 403/,
  ],
  ['no keys', { keys: [] }, '', /OIDC_ISSUER.* publishes no key/],
  ['only a key to encrypt with', { keys: [{ kty: 'RSA', use: 'enc', n: 'AQAB', e: 'AQAB' }] }, '', /publishes no key/],
  ['a wrong secret', {}, '', /doesn’t accept this app: correct CLIENT_SECRET/, { CLIENT_SECRET: 'wrong' }],
  ['a wrong client', {}, '', /doesn’t accept this app: correct CLIENT_ID/, { CLIENT_ID: 'unknown' }],
];

describe('a provider that can’t be used', () => {
  for (const [what, lies, path, sentence, env] of lasting)
    it(`is named with its setting in the log, to health checks and on the page: ${what}`, async () => {
      const { status, ready, page, logged } = await withLies(lies, path, env);
      expect([status, ready.status]).to.deep.equal([503, 'not ready']);
      expect(ready.signIn).to.match(sentence);
      expect(logged).to.have.length(1);
      expect(logged[0]).to.equal(`sign-in: ${ready.signIn}`);
      expect(page.status).to.be.oneOf([502, 503]);
      expect(page.text.replaceAll('&#x3D;', '=')).to.contain(ready.signIn).and.contain('the person who runs');
    });

  const passing: Array<[what: string, lies: Lies, sentence: RegExp]> = [
    ['under maintenance', { status: { [DISCOVERY]: 503 } }, /OIDC_ISSUER .* answers 503: it may be down/],
    ['overrun', { status: { [DISCOVERY]: 429 } }, /OIDC_ISSUER .* answers 429/],
    ['silent', { silent: { [DISCOVERY]: 'at once' } }, /OIDC_ISSUER .* doesn’t answer/],
  ];
  for (const [what, lies, sentence] of passing)
    it(`is told from one that is only ${what}: the app stays ready, and people are asked to try again`, async () => {
      const { status, ready, page, logged } = await withLies(lies);
      expect([status, ready.status]).to.deep.equal([200, 'ok']);
      expect(ready.signIn).to.match(sentence);
      expect(logged).to.deep.equal([`sign-in: ${ready.signIn}`]);
      expect(page.text).to.contain('try again shortly').and.contain('OIDC_ISSUER');
    });

  it('is tried again, and forgotten when it works', async () => {
    const provider = await RogueProvider.start();
    provider.lies = { status: { [DISCOVERY]: 404 } };
    const app = await startApp(provider.env);
    try {
      expect((await saidBy(app)).status).to.equal(503);
      provider.lies = {};
      expect((await new Browser(app.url).get('/login')).location).to.contain(`${provider.issuer}/authorize`);
      expect((await saidBy(app)).ready).to.deep.equal({ status: 'ok' });
    } finally {
      await app.close();
      await provider.stop();
    }
  });

  it('isn’t asked by every health check, and shown the app’s secret only until that was right once', async () => {
    const provider = await RogueProvider.start();
    const app = await startApp(provider.env);
    try {
      const before = provider.asked.length;
      for (let times = 0; times < 20; times += 1) await new Browser(app.url).get('/health/ready');
      expect(provider.asked).to.have.length(before);
      expect(provider.timesAsked('/token')).to.equal(1);
    } finally {
      await app.close();
      await provider.stop();
    }
  });

  it('says that its certificate isn’t trusted, and how to trust it', async () => {
    const server = https.createServer(SELF_SIGNED, (_request, response) => response.end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const { status, ready } = await saidOf({ OIDC_ISSUER: `https://localhost:${port}` });
      expect([status, ready.signIn]).to.deep.equal([
        503,
        `The certificate of OIDC_ISSUER (https://localhost:${port}) isn’t trusted here: start the app with NODE_EXTRA_CA_CERTS=<its CA’s file>.`,
      ]);
    } finally {
      server.close().closeAllConnections();
    }
  });
});

describe('connectionFault', () => {
  const codes: Array<[code: string, kind: string, sentence: RegExp]> = [
    ['ENOTFOUND', 'address', /can’t be found: correct OIDC_ISSUER/],
    ['EAI_AGAIN', 'passing', /DNS doesn’t answer/],
    ['ECONNREFUSED', 'passing', /Nothing listens at OIDC_ISSUER/],
    ['CERT_HAS_EXPIRED', 'address', /expired.* clock/],
    ['CERT_NOT_YET_VALID', 'address', /clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'address', /another host/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'address', /NODE_EXTRA_CA_CERTS/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'address', /nothing there speaks https/],
    ['HPE_INVALID_CONSTANT', 'address', /doesn’t speak http/],
    ['ECONNRESET', 'passing', /doesn’t answer: start it, or correct OIDC_ISSUER/],
  ];
  for (const [code, kind, sentence] of codes)
    it(`tells what ${code} means`, () => {
      const error = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) });
      const several = new TypeError('fetch failed', { cause: new AggregateError([error.cause]) });
      for (const each of [error, several]) {
        const fault = connectionFault(each, 'https://id.example.org');
        expect(fault.kind).to.equal(kind);
        expect(fault.message).to.match(sentence).and.contain('OIDC_ISSUER (https://id.example.org)'.slice(0, 11));
      }
    });
});

describe('requireSafeIssuer', () => {
  for (const [audience, tenant] of [
    ['common', '<your tenant’s ID>'],
    ['organizations', '<your tenant’s ID>'],
    ['consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'],
  ])
    it(`names the tenant’s address in place of Microsoft’s ${audience}`, () => {
      expect(() => requireSafeIssuer(`https://login.microsoftonline.com/${audience}/v2.0`)).to.throw(
        `set OIDC_ISSUER=https://login.microsoftonline.com/${tenant}/v2.0`,
      );
    });
});
