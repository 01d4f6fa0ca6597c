import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { Browser, type Page } from '../support/browser';
import { expectRefusal } from '../support/refusal';
import { answerFor, DISCOVERY, type Lies, RogueProvider, signInAt } from '../support/rogue-provider';

const LONGEST_MS = 10_000;
const SILENCES: Array<[path: string, silence: 'at once' | 'half-way']> = [
  ['/token', 'at once'],
  ['/token', 'half-way'],
  ['/userinfo', 'at once'],
  ['/userinfo', 'half-way'],
  ['/jwks', 'half-way'],
];

describe('a provider that changes, lies about itself, or is not there', () => {
  let provider: RogueProvider;
  let app: TestApp;
  before(async () => {
    provider = await RogueProvider.start();
    app = await startApp(provider.env);
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });
  beforeEach(() => {
    provider.lies = {};
  });

  it('abuse 50: with another issuer than configured is refused at the start, and both are named', async () => {
    provider.lies = { metadata: { issuer: 'https://evil.example' } };
    const started = new AppProcess({ ...provider.env, PORT: String(await freePort()), DATA_DIR: temporaryFolder() });
    expect(await started.ended).to.equal(1);
    expect(started.printed)
      .to.contain(provider.issuer)
      .and.contain('https://evil.example')
      .and.not.match(/\bat .+:\d+:\d+/);
  });

  for (const status of [500, 502, 302]) {
    it(`abuse 61: that answers ${status} for the code is reported as the provider’s fault`, async () => {
      const browser = new Browser(app.url);
      provider.lies = { status: { '/token': status } };
      const page = await browser.get(await answerFor(browser));
      expectRefusal(app, page, 503);
      expect(page.headers.get('Retry-After')).to.match(/^\d+$/);
      expect((await browser.get('/')).status).to.equal(303);
    });
  }

  const withoutUserInfo: Array<[string, Lies]> = [
    ...[302, 400, 403, 404, 405, 410, 429, 500, 502, 503].map((status): [string, Lies] => [
      `is answered with ${status}`,
      { status: { '/userinfo': status } },
    ]),
    ...['<html>', '{"sub":', ''].map((userInfo): [string, Lies] => [`is ${JSON.stringify(userInfo)}`, { userInfo }]),
    ['doesn’t exist', { metadata: { userinfo_endpoint: undefined } }],
  ];
  for (const [what, lies] of withoutUserInfo)
    it(`abuse 51, 61: whose UserInfo ${what} has proven who signs in all the same, by the ID token`, async () => {
      provider.lies = { ...lies, claims: { given_name: 'Eve', family_name: 'Token' } };
      const eve = lies.metadata ? await startApp(provider.env) : app;
      try {
        expect((await (await signInAt(eve.url)).get('/')).text).to.contain('Eve Token');
      } finally {
        if (eve !== app) await eve.close();
      }
    });

  it('abuse 61: that is silent, at once or halfway, ends a sign-in within ten seconds; signed-in users go on', async () => {
    const eve = await signInAt(app.url);
    const started = Date.now();
    const pages: Array<Promise<Page>> = [];
    for (const [path, silence] of SILENCES) {
      const browser = new Browser(app.url);
      const answer = await answerFor(browser);
      const asked = provider.timesAsked(path);
      if (path === '/jwks') provider.rotateKeys(); // otherwise the app doesn't ask for them
      provider.lies = { silent: { [path]: silence } };
      pages.push(browser.get(answer));
      await until(() => provider.timesAsked(path) > asked);
    }
    expect((await eve.get('/')).status).to.equal(200);
    for (const [index, page] of (await Promise.all(pages)).entries()) {
      // Without UserInfo, the ID token is enough.
      if (SILENCES[index]?.[0] === '/userinfo') expect(page.status).to.equal(303);
      else expectRefusal(app, page, 503);
    }
    expect(Date.now() - started).to.be.below(LONGEST_MS);
    expect((await eve.get('/')).text).to.contain('Eve');
  });

  it('abuse 61: that is down ends no session, and keeps nobody from signing out; when it is back, sign-in works', async () => {
    const [eve, other] = [await signInAt(app.url), new Browser(app.url)];
    const answer = await answerFor(other);
    await provider.stop();
    expect((await eve.get('/')).status).to.equal(200);
    expectRefusal(app, await other.get(answer), 503);
    expect((await eve.post('/logout')).location).to.equal(`${app.url}/logout/callback`);
    expect((await eve.get('/')).status).to.equal(303);
    provider = await RogueProvider.start(provider.port);
    await signInAt(app.url);
  });

  it('abuse 61: that is silent keeps nobody from signing out', async () => {
    const eve = await signInAt(app.url);
    provider.lies = { silent: { '/': 'at once', '/bye': 'at once' } };
    expect((await eve.post('/logout')).location).to.equal(`${app.url}/logout/callback`);
    expect((await eve.get('/')).status).to.equal(303);
  });
});

describe('a provider that is not there at the start', () => {
  it('abuse 50, 61: is asked again at each sign-in, reported while it is silent or lies, and works from then on', async () => {
    const gone = await RogueProvider.start();
    await gone.stop();
    const app = await startApp(gone.env);
    let back: RogueProvider | undefined;
    try {
      const browser = new Browser(app.url);
      expect(app.logged.filter(({ level }) => level === 40)).to.have.length(1);
      expectRefusal(app, await browser.get('/login'), 503);
      back = await RogueProvider.start(gone.port);
      for (const lies of [
        { status: { [DISCOVERY]: 500 } },
        { silent: { [DISCOVERY]: 'half-way' as const } },
        { metadata: { issuer: 'https://evil.example' } },
      ]) {
        back.lies = lies;
        const page = await browser.get('/login');
        expectRefusal(app, page, 503);
        expect(page.headers.get('Retry-After')).to.match(/^\d+$/);
      }
      expect(browser.cookies().size).to.equal(0);
      back.lies = {};
      await signInAt(app.url);
    } finally {
      await app.close();
      await back?.stop();
    }
  });
});
