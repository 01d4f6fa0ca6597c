import { expect } from 'chai';
import request from 'supertest';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page, signIn } from '../support/browser';

const CALLBACK = '/authorization-code/callback';

describe('signing in and out', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const sessions = () => app.services.catalog.selectFrom('sessions').selectAll().execute();
  /** A browser that has come to the provider's form, and the form. */
  async function atForm(path = '/login'): Promise<{ browser: Browser; form: Page }> {
    const browser = new Browser(app.url);
    return { browser, form: await browser.open(path) };
  }
  /** The address of the provider's answer, not opened yet. */
  async function answerOf(browser: Browser, form: Page, fields: Record<string, string>): Promise<string> {
    let page = await browser.answerForm(form, fields);
    while (page.location && !page.location.startsWith(app.url)) page = await browser.get(page.location);
    return page.location ?? '';
  }

  it('leads to the page that was asked for, and shows who one is', async () => {
    const { browser, form } = await atForm('/?from=bookmark');
    expect(new URL(form.url).origin).to.equal(app.services.provider.origins()[0]);
    const page = await browser.submitName(form, 'Ada <b>Lovelace</b>');
    expect(page.status).to.equal(200);
    expect(page.url).to.equal(`${app.url}/?from=bookmark`);
    expect(page.text).to.contain('Ada &lt;b&gt;Lovelace&lt;/b&gt;');
  });

  it('sends on who is signed in already, but never off', async () => {
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get('/login?returnTo=/?a=b')).location).to.equal(`${app.url}/?a=b`);
    expect((await ada.get('/login?returnTo=//evil.example')).location).to.equal(`${app.url}/`);
  });

  it('leaves no session and no cookie with who just looks', async () => {
    const before = (await sessions()).length;
    const browser = new Browser(app.url);
    for (const path of ['/', '/logout/callback', '/error', '/nothing', '/health/live']) await browser.get(path);
    expect(browser.cookies().size).to.equal(0);
    expect(await sessions()).to.have.length(before);
  });

  it('signs out here and at the provider, which then asks for the name again', async () => {
    const ada = await signIn(app.url, 'Ada');
    const silent = await ada.get('/login');
    expect(silent.location).to.equal(`${app.url}/`);
    const page = await ada.follow(await ada.post('/logout'));
    expect(new URL(page.url).pathname).to.equal('/logout/callback');
    expect(page.text).to.contain('You are signed out.').and.contain('href="/login"');
    expect((await ada.get('/')).location).to.contain('/login');
    expect((await ada.open('/login')).text).to.contain('Your name');
  });

  it('says "signed out" to nobody who is not', async () => {
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get('/logout/callback')).location).to.equal(`${app.url}/`);
  });

  it('signs out without a question who is not signed in', async () => {
    expect((await new Browser(app.url).post('/logout')).location).to.equal(`${app.url}/logout/callback`);
  });

  it('abuse 57: signs out by POST from its own pages only', async () => {
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get('/logout')).status).to.equal(405);
    expect((await ada.request('HEAD', '/logout', { headers: {} })).status).to.equal(405);
    expect((await ada.post('/logout', {}, { 'Sec-Fetch-Site': 'cross-site' })).status).to.equal(403);
    expect((await ada.get('/')).status).to.equal(200);
  });

  it('abuse 59: a cookie copied before the sign-out, or changed by one character, is nobody', async () => {
    const ada = await signIn(app.url, 'Ada');
    const [thief, forger] = [new Browser(app.url), new Browser(app.url)];
    for (const [name, value] of ada.cookies()) {
      thief.cookies().set(name, value);
      forger.cookies().set(name, name.endsWith('.sig') ? value : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`);
    }
    expect((await thief.get('/')).status).to.equal(200);
    expect((await forger.get('/')).status).to.equal(303);
    await ada.post('/logout');
    expect((await thief.get('/')).status).to.equal(303);
  });

  it('a session whose account is gone is nobody', async () => {
    const gone = await signIn(app.url, 'Gone');
    await app.services.catalog.updateTable('sessions').set({ userId: null }).execute();
    await app.services.catalog.deleteFrom('users').where('displayName', '=', 'Gone').execute();
    expect((await gone.get('/')).status).to.equal(303);
  });

  it('tells plainly that a sign-in was cancelled, and offers another', async () => {
    const { browser, form } = await atForm();
    const page = await browser.follow(await browser.answerForm(form, { name: '', action: 'cancel' }));
    expect(page.url).to.equal(`${app.url}/error?reason=cancelled`);
    expect(page.text).to.contain('You cancelled the sign-in.').and.contain('href="/login"');
  });

  it('abuse 54: shows no word of an error that somebody else wrote', async () => {
    const { browser, form } = await atForm();
    const answer = new URL(await answerOf(browser, form, { action: 'cancel' }));
    answer.searchParams.set('error_description', '<script>alert(1)</script>');
    const page = await browser.open(answer.href);
    expect(page.text).to.contain('You cancelled').and.not.contain('alert(1)');
    const unasked = await browser.open(`${CALLBACK}?error=access_denied&error_description=<script>alert(1)</script>`);
    expect(unasked.status).to.equal(400);
    expect(unasked.text).not.to.contain('alert(1)');
    expect((await browser.open('/error?reason=<script>')).text).not.to.contain('<script>');
    expect((await browser.open('/error?reason=constructor')).text).to.contain('The sign-in did not work.');
  });

  for (const query of [
    '',
    '?code=x',
    '?state=x',
    '?code=x&state=x',
    '?code=x&state=a&state=b',
    '?code=x&state=__proto__',
    '?error=x',
    '?error=access_denied&state=x',
  ]) {
    it(`abuse 45: refuses ${query || 'an empty answer'}, and leaves the session as it is`, async () => {
      const { browser } = await atForm();
      const before = await sessions();
      const cookies = new Map(browser.cookies());
      expect((await browser.get(CALLBACK + query)).status).to.equal(400);
      expect(await sessions()).to.deep.equal(before);
      expect(browser.cookies()).to.deep.equal(cookies);
    });
  }

  it('abuse 53, 56: an answer counts once, and only in the browser that asked', async () => {
    const { browser, form } = await atForm();
    const answer = await answerOf(browser, form, { name: 'Mallory', action: 'sign-in' });
    const victim = await atForm();
    expect((await victim.browser.get(answer)).status).to.equal(400);
    expect((await new Browser(app.url).get(answer)).status).to.equal(400);
    const copy = new Browser(app.url);
    for (const [name, value] of browser.cookies()) copy.cookies().set(name, value);
    expect((await browser.get(answer)).location).to.equal(`${app.url}/`);
    expect((await copy.get(answer)).status).to.equal(400);
  });

  it('two tabs can sign in at once', async () => {
    const { browser, form } = await atForm('/?tab=1');
    const second = await browser.open('/?tab=2');
    expect((await browser.submitName(form, 'Ada')).url).to.equal(`${app.url}/?tab=1`);
    const page = await browser.submitName(second, 'Ada');
    expect(page.status).to.equal(200);
    expect(new URL(page.url).origin).to.equal(app.url);
  });

  it('twenty people can sign in at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Person ${index}.`);
    const browsers = await Promise.all(names.map((name) => signIn(app.url, name)));
    const pages = await Promise.all(browsers.map((browser) => browser.get('/')));
    pages.forEach((page, index) => expect(page.text).to.contain(names[index]));
  });

  it('abuse 58: a session planted before is dead after, and nothing of it is carried over', async () => {
    const { browser, form } = await atForm();
    const planted = new Map(browser.cookies());
    const [row] = (await sessions()).filter(({ data }) => data.includes(new URL(form.url).pathname) || data.includes('pendingSignIns')).slice(-1);
    await app.services.catalog
      .updateTable('sessions')
      .set({ data: JSON.stringify({ ...JSON.parse(row?.data ?? ''), planted: 'by Mallory' }) })
      .where('idHash', '=', row?.idHash ?? '')
      .execute();
    await browser.submitName(form, 'Ada');
    expect(browser.cookies()).not.to.deep.equal(planted);
    const after = await sessions();
    expect(after.some(({ idHash }) => idHash === row?.idHash)).to.equal(false);
    expect(after.filter(({ data }) => data.includes('Mallory'))).to.deep.equal([]);
  });

  it('abuse 62: a forged Host changes no address', async () => {
    const forged = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };
    const { headers } = await request(app.url).get('/login').set(forged); // fetch lets nobody forge a Host
    expect(new URL(headers['location']).searchParams.get('redirect_uri')).to.equal(app.url + CALLBACK);
  });

  it('abuse 91: logs no code, token, cookie or name', async () => {
    const name = 'Unloggable Person';
    const ada = await signIn(app.url, name);
    await ada.get(`${CALLBACK}?code=secret-code&state=x`);
    const cookies = [...ada.cookies().values()];
    expect(cookies).to.have.length.above(0);
    await ada.post('/logout');
    const log = JSON.stringify(app.logged);
    for (const secret of [name, 'secret-code', 'eyJ', ...cookies]) expect(log).not.to.contain(secret);
  });
});
