import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page, signIn } from '../support/browser';

describe('signing in and out', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const sessions = () => app.services.catalog.selectFrom('sessions').selectAll().execute();
  /** A browser that has reached the provider's form, and the form. */
  async function atForm(path = '/login'): Promise<{ browser: Browser; form: Page }> {
    const browser = new Browser(app.url);
    return { browser, form: await browser.open(path) };
  }

  it('leads to the page that was asked for, and shows the user’s name', async () => {
    const { browser, form } = await atForm('/?from=bookmark');
    expect(new URL(form.url).origin).to.equal(app.services.provider.origins()[0]);
    const page = await browser.submitName(form, 'Ada <b>Lovelace</b>');
    expect(page.status).to.equal(200);
    expect(page.url).to.equal(`${app.url}/?from=bookmark`);
    expect(page.text).to.contain('Ada &lt;b&gt;Lovelace&lt;/b&gt;');
  });

  it('sends a signed-in user on, but never to another site', async () => {
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get('/login?returnTo=/?a=b')).location).to.equal(`${app.url}/?a=b`);
    expect((await ada.get('/login?returnTo=//evil.example')).location).to.equal(`${app.url}/`);
  });

  it('gives a visitor no session and no cookie', async () => {
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
    expect(page.text).to.contain('You have signed out of FamiliarFaces.').and.contain('href="/login"');
    expect((await ada.get('/')).location).to.contain('/login');
    expect((await ada.open('/login')).text).to.contain('Your name');
  });

  it('asks who it is at each sign-in of the built-in provider, also when the session ended elsewhere', async () => {
    const ada = await signIn(app.url, 'Ada');
    ada.cookies().delete('familiar-faces');
    ada.cookies().delete('familiar-faces.sig');
    expect((await ada.open('/')).text).to.contain('Your name');
  });

  it('leads from “Please sign in first” to a sign-in, and back to the page', async () => {
    const visitor = new Browser(app.url);
    const read = await visitor.get('/people/a?b=c', { 'Sec-Fetch-Dest': 'iframe' });
    expect(read.status).to.equal(401);
    expect(read.text.replaceAll('&#x3D;', '=')).to.contain('href="/login?returnTo=%2Fpeople%2Fa%3Fb%3Dc">Sign in</a>');
    const sent = await visitor.post('/settings', {}, { Referer: `${app.url}/settings?a=b` });
    expect(sent.location).to.equal(`${app.url}/login?returnTo=%2Fsettings%3Fa%3Db`);
  });

  it('says “signed out” only after a sign-out', async () => {
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get('/logout/callback')).location).to.equal(`${app.url}/`);
  });

  it('lets a visitor sign out without a question', async () => {
    expect((await new Browser(app.url).post('/logout')).location).to.equal(`${app.url}/logout/callback`);
  });

  it('ends a session whose account is gone', async () => {
    const gone = await signIn(app.url, 'Gone');
    await app.services.catalog.updateTable('sessions').set({ userId: null }).execute();
    await app.services.catalog.deleteFrom('users').where('displayName', '=', 'Gone').execute();
    expect((await gone.get('/')).status).to.equal(303);
  });

  it('reports plainly that a sign-in was canceled, and offers another', async () => {
    const { browser, form } = await atForm();
    const page = await browser.follow(await browser.answerForm(form, { name: '', action: 'cancel' }));
    expect(page.url).to.equal(`${app.url}/error?reason=cancelled`);
    expect(page.text).to.contain('You canceled the sign-in.').and.contain('href="/login"');
  });

  it('lets two tabs sign in at once', async () => {
    const { browser, form } = await atForm('/?tab=1');
    const second = await browser.open('/?tab=2');
    expect((await browser.submitName(form, 'Ada')).url).to.equal(`${app.url}/?tab=1`);
    const page = await browser.submitName(second, 'Ada');
    expect(page.status).to.equal(200);
    expect(new URL(page.url).origin).to.equal(app.url);
  });

  it('lets twenty people sign in at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Person ${index}.`);
    const browsers = await Promise.all(names.map((name) => signIn(app.url, name)));
    const pages = await Promise.all(browsers.map((browser) => browser.get('/')));
    pages.forEach((page, index) => expect(page.text).to.contain(names[index]));
  });
});
