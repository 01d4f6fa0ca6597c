import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { expectRefusal } from '../support/refusal';
import { answerFor, RogueProvider } from '../support/rogue-provider';

const PICTURE = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' };
const LINK = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
/** What another site's page can have a browser ask for without anyone who follows a link. */
const EMBEDDED: Array<[what: string, headers: Record<string, string>]> = [
  ['pictures', PICTURE],
  ['pictures of another site of the same domain', { ...PICTURE, 'Sec-Fetch-Site': 'same-site' }],
  ['frames', { ...LINK, 'Sec-Fetch-Dest': 'iframe' }],
  ['fetch', { ...PICTURE, 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
  ['looks ahead', { ...LINK, 'Sec-Purpose': 'prefetch;prerender' }],
  ['nothing but the site', { 'Sec-Fetch-Site': 'cross-site' }],
];

describe('another site’s page', () => {
  let app: TestApp;
  let provider: RogueProvider;
  before(async () => {
    provider = await RogueProvider.start();
  });
  after(() => provider.stop());
  // Each test begins with nothing counted.
  beforeEach(async () => {
    app = await startApp({ ...provider.env, RATE_PER_ADDRESS: '40', RATE_SIGN_INS: '10', RATE_PER_USER: '60' });
  });
  afterEach(() => app.close());

  for (const [what, headers] of EMBEDDED) {
    it(`abuse 105: by ${what} counts for nobody: the household signs in, and goes on`, async () => {
      const visitor = new Browser(app.url);
      for (const path of ['/login', '/', '/authorization-code/callback?code=a&state=b', '/error'])
        for (let times = 0; times < 15; times++) expectRefusal(app, await visitor.get(path, headers), 403);
      expect((await visitor.get('/health/live', headers)).status).to.equal(200);
      expect((await visitor.get(await answerFor(visitor))).status).to.equal(303);
      expect((await visitor.get('/')).status).to.equal(200);
    });
  }

  it('abuse 105: by links that it opens one after another keeps nobody from signing in', async () => {
    const visitor = new Browser(app.url);
    let refused = 0;
    for (let times = 0; times < 30; times++) {
      const { status } = await visitor.get('/login', LINK);
      if (status === 429) refused += 1;
    }
    expect(refused).to.equal(20);
    const answer = await answerFor(visitor);
    // The provider is another site, too.
    expect((await visitor.get(answer, LINK)).status).to.equal(303);
    expect((await visitor.get('/')).status).to.equal(200);
  });

  it('abuse 105: that opens addresses which lead nowhere doesn’t take a user’s own', async () => {
    const visitor = new Browser(app.url);
    await visitor.get(await answerFor(visitor));
    for (let times = 0; times < 80; times++) await visitor.get(`/images/nobody-${times}`, LINK);
    expect((await visitor.get('/')).status).to.equal(200);
  });

  it('abuse 105: strangers at an address don’t count for users there', async () => {
    const [eve, stranger] = [new Browser(app.url), new Browser(app.url)];
    await eve.get(await answerFor(eve));
    for (let times = 0; times < 50; times++) await stranger.get('/error');
    expect((await stranger.get('/error')).status).to.equal(429);
    expect((await eve.get('/')).status).to.equal(200);
    expect((await eve.post('/logout')).status).to.equal(303);
  });

  it('abuse 109: signing out works beyond the limit of a user’s requests', async () => {
    const eve = new Browser(app.url);
    await eve.get(await answerFor(eve));
    for (let times = 0; times < 70; times++) await eve.get('/settings');
    expect((await eve.get('/')).status).to.equal(429);
    expect((await eve.post('/logout')).status).to.equal(303);
    expect((await eve.get('/')).location).to.contain('/login');
  });

  it('abuse 117: can’t have a browser download everything; a link to a page works', async () => {
    const eve = new Browser(app.url);
    await eve.get(await answerFor(eve));
    for (const headers of [LINK, { ...LINK, 'Sec-Fetch-Site': 'same-site' }]) {
      const led = await eve.get('/account/export', headers);
      expect([led.status, led.location]).to.deep.equal([303, `${app.url}/account`]);
      expect((await eve.get('/account', headers)).status).to.equal(200);
    }
    for (const site of ['same-origin', 'none', '']) {
      const zip = await eve.get('/account/export', { ...LINK, 'Sec-Fetch-Site': site });
      expect(zip.headers.get('Content-Type')).to.equal('application/zip');
    }
  });

  it('abuse 119: can’t begin sign-ins at the local provider by pictures', async () => {
    const local = await startApp();
    const browser = new Browser(local.url);
    const { location = '' } = await browser.get('/login');
    expect((await browser.get(location, PICTURE)).status).to.equal(403);
    expect((await browser.get(location, LINK)).status).to.equal(303);
    await signIn(local.url, 'Ada');
    await local.close();
  });
});
