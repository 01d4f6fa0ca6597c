import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page } from '../support/browser';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { answerFor, type Lies, RogueProvider, signInAt } from '../support/rogue-provider';

const FAMILY = { ALLOWED_GROUPS: 'family, friends' };
const MAIL = { ALLOWED_EMAILS: 'ada@example.org,@club.example' };

describe('who may sign in', () => {
  let provider: RogueProvider;
  let app: TestApp | undefined;
  let dataDir: string;
  before(async () => {
    provider = await RogueProvider.start();
  });
  after(() => provider.stop());
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'familiar-faces-'));
    provider.person = { sub: 'ada', name: 'Ada' };
    provider.lies = {};
  });
  afterEach(async () => {
    await app?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** The app with some settings, in place of the one before, over the same data. */
  async function restart(settings: Record<string, string>): Promise<TestApp> {
    await app?.stop();
    app = await startApp({ ...provider.env, ...settings, DATA_DIR: dataDir });
    return app;
  }

  /** Tries to sign in as the provider's person. */
  async function attempt({ url }: TestApp, lies: Lies): Promise<{ browser: Browser; page: Page }> {
    provider.lies = lies;
    const browser = new Browser(url);
    return { browser, page: await browser.get(await answerFor(browser)) };
  }

  const kept = async ({ services: { catalog } }: TestApp) => {
    const counts = [];
    for (const table of ['users', 'galleries', 'memberships', 'userGroups', 'auditEntries'] as const)
      counts.push((await catalog.selectFrom(table).selectAll().execute()).length);
    return counts;
  };

  async function expectNotAllowed(running: TestApp, lies: Lies): Promise<void> {
    const { browser, page } = await attempt(running, lies);
    expectRefusal(running, page, 403);
    expect(sentenceOf(page)).to.contain('You may not sign in here');
    expect(page.text).to.contain('href="/login"');
    expect((await browser.get('/')).status, 'the page asked for afterwards').to.equal(303);
    expect(await kept(running), 'what is kept').to.deep.equal([0, 0, 0, 0, 0]);
  }

  it('abuse 209: nobody gets in by groups that are missing, of an odd kind, or another’s', async () => {
    const running = await restart(FAMILY);
    for (const groups of [
      undefined,
      null,
      [],
      '',
      'Family',
      'family, friends',
      ['family\0'],
      [' family'],
      [['family']],
      [{ name: 'family' }],
      { family: true },
      { 0: 'family' },
      true,
    ])
      await expectNotAllowed(running, { claims: { groups } });
    // UserInfo can't add to what the ID token says.
    await expectNotAllowed(running, { claims: { groups: [] }, userInfo: { sub: 'ada', groups: ['family'] } });
    const { page } = await attempt(running, { claims: { groups: ['other', 'friends'] } });
    expect(page.status).to.equal(303);
  });

  it('abuse 209: forged groups are refused with the token that has them', async () => {
    const running = await restart(FAMILY);
    const forge = (token: string) => {
      const [header = '', claims = '', signature = ''] = token.split('.');
      const forged = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), groups: ['family'] };
      return [header, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
    };
    const { page } = await attempt(running, { idToken: forge });
    expectRefusal(running, page, 401);
    const { page: others } = await attempt(running, { userInfo: { sub: 'mallory', groups: ['family'] } });
    expectRefusal(running, others, 401);
    expect(await kept(running)).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('abuse 209: a sign-in without the claim clears the groups that were known before', async () => {
    const running = await restart({});
    const groups = () => running.services.catalog.selectFrom('userGroups').select('groupName').execute();
    await attempt(running, { claims: { groups: ['family', 'friends'] } });
    expect(await groups()).to.have.length(2);
    await attempt(running, { claims: { groups: ['friends', 'climbers'] } });
    expect(await groups()).to.deep.equal([{ groupName: 'climbers' }, { groupName: 'friends' }]);
    await attempt(running, {});
    expect(await groups()).to.deep.equal([]);
  });

  it('abuse 209: groups that Entra leaves out are told in the log, and count as none', async () => {
    const running = await restart(FAMILY);
    await expectNotAllowed(running, { claims: { _claim_names: { groups: 'src1' } } });
    const warned = running.logged.filter(({ msg }) => String(msg).includes('left out the groups'));
    expect(warned.map(({ level, claim }) => [level, claim])).to.deep.equal([[40, 'groups']]);
  });

  it('abuse 210: nobody gets in by an e-mail address that isn’t verified, or another’s', async () => {
    const running = await restart(MAIL);
    const ada = { email: 'ada@example.org' };
    for (const claims of [
      {},
      ada,
      { ...ada, email_verified: false },
      { ...ada, email_verified: 'no' },
      { ...ada, email_verified: [true] },
      { email: 'eve@example.org', email_verified: true },
      { email: 'eve@club.example.evil.example', email_verified: true },
      { email: 'eve@notclub.example', email_verified: true },
    ])
      await expectNotAllowed(running, { claims });
    const { page } = await attempt(running, { claims: { email: 'Eve@CLUB.example', email_verified: 'true' } });
    expect(page.status).to.equal(303);
    expect(await running.services.catalog.selectFrom('users').select('email').execute()).to.deep.equal([
      { email: 'eve@club.example' },
    ]);
  });

  it('abuse 211: odd claims are no e-mail address and no group, and the sign-in goes on without', async () => {
    const running = await restart({ OIDC_GROUPS_CLAIM: 'realm_access.roles' });
    for (const email of [
      ['ada@example.org'],
      { a: 1 },
      'ada@example.org\n',
      'a@b@example.org',
      7,
      `a@${'b'.repeat(300)}`,
    ])
      for (const realm_access of [null, 'roles', [], { roles: { roles: 1 } }, { roles: ['x'.repeat(257), '\u0007'] }]) {
        const { page } = await attempt(running, { claims: { email, email_verified: true, realm_access } });
        expect(page.status, JSON.stringify([email, realm_access])).to.equal(303);
      }
    const { catalog } = running.services;
    expect(await catalog.selectFrom('users').select('email').execute()).to.deep.equal([{ email: null }]);
    expect(await catalog.selectFrom('userGroups').selectAll().execute()).to.deep.equal([]);
    await attempt(running, { claims: { realm_access: { roles: 'family' } } });
    expect(await catalog.selectFrom('userGroups').select('groupName').execute()).to.deep.equal([
      { groupName: 'family' },
    ]);
  });

  /** Signs in, and makes a key. */
  async function signInWithKey(running: TestApp): Promise<{ browser: Browser; ask: () => Promise<Page> }> {
    const browser = await signInAt(running.url);
    const made = await browser.post('/keys', { name: 'Door', 'people:read': 'on' });
    const [key = ''] = /ff_[\w-]{43}/.exec((await browser.follow(made)).text) ?? [];
    expect(key).not.to.equal('');
    const ask = () => new Browser(app?.url ?? '').get('/api/v1/people', { Authorization: `Bearer ${key}` });
    expect((await ask()).status).to.equal(200);
    return { browser, ask };
  }

  for (const [what, claims, narrower, wider] of [
    ['groups', { groups: ['friends'] }, { ALLOWED_GROUPS: 'family' }, FAMILY],
    [
      'e-mail addresses',
      { email: 'ada@example.org', email_verified: true },
      { ALLOWED_EMAILS: 'bob@example.org' },
      MAIL,
    ],
  ] as const)
    it(`abuse 212: who signed in before the ${what} were narrowed has no session and no key any more, and loses nothing`, async () => {
      provider.lies = { claims };
      const { browser, ask } = await signInWithKey(await restart(wider));
      const cookies = [...browser.cookies()];
      const running = await restart(narrower);
      const again = new Browser(running.url);
      for (const [name, value] of cookies) again.cookies().set(name, value);
      expect((await again.get('/')).status).to.equal(303);
      const refused = await ask();
      expect([refused.status, JSON.parse(refused.text).id]).to.deep.equal([403, 'not_allowed']);
      expectRefusal(running, (await attempt(running, { claims })).page, 403);
      await restart(wider);
      expect((await ask()).status, 'once the settings are as before').to.equal(200);
    });

  it('abuse 212: who is no longer of a group when they sign in loses their sessions and keys elsewhere, too', async () => {
    const running = await restart(FAMILY);
    provider.lies = { claims: { groups: ['family'] } };
    const { browser, ask } = await signInWithKey(running);
    expectRefusal(running, (await attempt(running, { claims: { groups: ['strangers'] } })).page, 403);
    expect((await browser.get('/')).status).to.equal(303);
    expect((await ask()).status).to.equal(403);
  });
});
