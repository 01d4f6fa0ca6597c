import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { answerFor, DISCOVERY, type Lies, RogueProvider, signInAt } from '../support/rogue-provider';

const JWKS = '/jwks';
/** More than any answer of a provider has. */
const LONG = 'x'.repeat(300_000);

/** Starts an app whose provider comes up only after the start, as it would not start with some of these lies. */
async function startBefore(provider: RogueProvider): Promise<{ app: TestApp; back: RogueProvider }> {
  await provider.stop();
  const app = await startApp(provider.env);
  return { app, back: await RogueProvider.start(provider.port) };
}

describe('a provider’s slip', () => {
  let provider: RogueProvider;
  let app: TestApp;
  before(async () => {
    ({ app, back: provider } = await startBefore(await RogueProvider.start()));
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });

  const slips: Array<[what: string, lies: Lies]> = [
    ...['end_session_endpoint', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'].flatMap(
      (name) =>
        [
          '',
          '/relative',
          '//host/path',
          'javascript:alert(1)//localhost',
          'http://id.example/',
          'https://eve:pw@id.example/',
          'https://[/',
          `https://id.example/${LONG}`,
          5,
          {},
          ['https://id.example/'],
        ].map((address): [string, Lies] => [
          `${name}: ${JSON.stringify(address).slice(0, 40)}`,
          { metadata: { [name]: address } },
        ]),
    ),
    ...['nowhere', '{tenantid}', 'https://[/', '', ' '].map((issuer): [string, Lies] => [
      `issuer: ${issuer}`,
      { metadata: { issuer } },
    ]),
    ...[null, 5, {}, [], 'text'].map((whole): [string, Lies] => [
      `all of it: ${JSON.stringify(whole)}`,
      { body: { [DISCOVERY]: whole as never } },
    ]),
    ['a description without end', { endless: { [DISCOVERY]: `{"issuer":"${LONG}"` } }],
    ['a description of one deep list', { body: { [DISCOVERY]: '['.repeat(100_000) } }],
    ['headers without end', { headers: { [DISCOVERY]: { 'X-Long': LONG } } }],
  ];

  it('abuse 106: is told at the sign-in, in a sentence that names the setting, and stops nothing else', async () => {
    for (const [what, lies] of slips) {
      provider.lies = lies;
      const visitor = new Browser(app.url);
      const page = await visitor.get('/login');
      expectRefusal(app, page, 503);
      expect(sentenceOf(page) + page.text, what).to.contain('OIDC_ISSUER');
      expect(page.headers.get('Content-Security-Policy'), what).to.contain("default-src 'none'");
      expect((await visitor.get('/health/live')).status, what).to.equal(200);
      expect((await visitor.get('/error')).status, what).to.equal(200);
    }
    const ready = await new Browser(app.url).get('/health/ready');
    expect(ready.status).to.equal(503);
    expect(ready.text).to.contain('OIDC_ISSUER');
  });

  it('abuse 106: in the address of its sign-out lets the app start, and is told', async () => {
    const liar = await RogueProvider.start();
    liar.lies = { metadata: { end_session_endpoint: '/bye' } };
    const started = await startApp(liar.env);
    expectRefusal(started, await new Browser(started.url).get('/login'), 503);
    expect((await new Browser(started.url).get('/health/ready')).status).to.equal(503);
    liar.lies = {};
    await signInAt(started.url);
    await started.close();
    await liar.stop();
  });

  it('abuse 106: doesn’t touch people who are signed in', async () => {
    provider.lies = {};
    const eve = await signInAt(app.url);
    provider.lies = { metadata: { end_session_endpoint: '' } };
    expect((await eve.get('/')).status).to.equal(200);
    expect((await eve.post('/logout')).status).to.equal(303);
  });

  const odd = { toString: 1, length: 1e9, constructor: null };
  const harmless: Array<[what: string, lies: Lies]> = [
    [
      'lists that are none',
      {
        metadata: {
          response_types_supported: odd,
          grant_types_supported: 'x',
          id_token_signing_alg_values_supported: { RS256: 1 },
        },
      },
    ],
    [
      'lists of odd things',
      {
        metadata: { token_endpoint_auth_methods_supported: [odd, null, ['client_secret_post'], 'client_secret_basic'] },
      },
    ],
    [
      'a flag that is text',
      {
        metadata: {
          authorization_response_iss_parameter_supported: 'yes',
          require_pushed_authorization_requests: 'yes',
        },
      },
    ],
    ['claims of great length', { claims: { name: '\u0301'.repeat(30_000), given_name: 'a\u200d'.repeat(20_000) } }],
    [
      'thousands of claims',
      { claims: Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`name#x${i}`, ' '])) },
    ],
    ['UserInfo without end', { endless: { '/userinfo': LONG } }],
    ['UserInfo of a megabyte', { userInfo: { sub: 'eve', name: LONG.repeat(4) } }],
    [
      'claims of odd types',
      {
        claims: { name: odd, given_name: ['A'], family_name: 5, email: {}, nickname: null },
        userInfo: { sub: 'eve', name: [odd], email: true },
      },
    ],
  ];
  for (const [what, lies] of harmless) {
    it(`abuse 137: ${what}: people sign in all the same`, async () => {
      const liar = await RogueProvider.start();
      liar.lies = lies;
      const own = await startApp(liar.env);
      const eve = await signInAt(own.url);
      expect((await eve.get('/')).status).to.equal(200);
      const { data } = await own.services.catalog
        .selectFrom('sessions')
        .select('data')
        .where('userId', 'is not', null)
        .executeTakeFirstOrThrow();
      expect(data).to.have.length.below(10_000);
      expect((await eve.post('/logout')).status).to.equal(303);
      await own.close();
      await liar.stop();
    });
  }

  const refused: Array<[what: string, lies: Lies]> = [
    ['keys without end', { endless: { [JWKS]: LONG } }],
    [
      'keys of a megabyte',
      { keys: Array.from({ length: 4000 }, () => ({ kty: 'RSA', use: 'sig', n: 'x'.repeat(300), e: 'AQAB' })) },
    ],
    ['odd keys', { keys: [null, 5, odd, { kty: odd }, []] as never }],
    ['a token without end', { endless: { '/token': LONG } }],
    ['an ID token of a megabyte', { idToken: (honest) => honest + LONG.repeat(4) }],
    ['a subject of great length', { claims: { sub: 'x'.repeat(10_000) } }],
    ['a subject that is none', { claims: { sub: odd } }],
  ];
  for (const [what, lies] of refused) {
    it(`abuse 137: ${what}: the sign-in fails with a sentence, and nothing else does`, async () => {
      provider.lies = {};
      const browser = new Browser(app.url);
      const answer = await answerFor(browser);
      provider.rotateKeys(); // otherwise the app doesn't ask for them
      provider.lies = lies;
      const page = await browser.get(answer);
      expectRefusal(app, page, page.status === 401 ? 401 : 503);
      expect((await browser.get('/error')).status).to.equal(200);
    });
  }
});
