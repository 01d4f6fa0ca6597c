import { expect } from 'chai';
import type { TestApp } from '../../support/app';
import { Browser } from '../../support/browser';
import { openSignIn, PASSWORDS, setUpAddressOf, signInWith, startOwnApp, useLink } from '../../support/own-accounts';

describe('accounts of one’s own', () => {
  let app: TestApp;
  before(async () => {
    app = await startOwnApp();
  });
  after(() => app.close());

  it('begin with a link that makes the first administrator, who signs in by the real code flow', async () => {
    const ada = new Browser(app.url);
    const address = setUpAddressOf(app);
    expect(address).to.match(/^http:\/\/localhost:\d+\/sign-in\/set-up\?token=[\w-]{43}$/);
    expect((await ada.get(address)).text).to.contain('Set up FamiliarFaces');
    const made = await useLink(ada, address, { name: ' Ada  Lovelace ', password: PASSWORDS.ada });
    expect([made.status, made.location]).to.deep.equal([303, `${app.url}/login`]);

    const form = await ada.follow(made);
    expect(form.url).to.match(/\/sign-in\/interaction\//);
    expect(form.text).to.contain('others in the same network could read');
    const back = await ada.answerForm(form, { name: 'ADA lovelace', password: PASSWORDS.ada, action: 'sign-in' });
    const home = await ada.follow(back);
    expect([home.url, home.status]).to.deep.equal([`${app.url}/`, 200]);
    expect(home.text).to.contain('Ada Lovelace');
    const { catalog } = app.services;
    const [user] = await catalog.selectFrom('users').selectAll().execute();
    expect(user?.issuer).to.equal('urn:familiar-faces:own');
  });

  it('lead back to the page that was asked for', async () => {
    const ada = new Browser(app.url);
    const form = await ada.open('/settings');
    const page = await ada.follow(
      await ada.answerForm(form, { name: 'Ada Lovelace', password: PASSWORDS.ada, action: 'sign-in' }),
    );
    expect(new URL(page.url).pathname).to.equal('/settings');
  });

  it('ask who it is at each sign-in, though somebody has just signed in at this browser', async () => {
    const browser = new Browser(app.url);
    await signInWith(browser, 'Ada Lovelace', PASSWORDS.ada);
    expect((await browser.post('/logout')).location).to.equal(`${app.url}/logout/callback`);
    expect((await openSignIn(browser)).text).to.contain('name="password"');
  });

  it('let people cancel', async () => {
    const browser = new Browser(app.url);
    const form = await openSignIn(browser);
    const page = await browser.follow(await browser.answerForm(form, { action: 'cancel' }));
    expect(page.text).to.contain('You canceled the sign-in');
  });

  it('outlive a restart, and so do their sessions', async () => {
    const browser = new Browser(app.url);
    await signInWith(browser, 'Ada Lovelace', PASSWORDS.ada);
    await app.stop();
    const port = new URL(app.url).port;
    const { dataDir } = app;
    app = await startOwnApp({ DATA_DIR: dataDir });
    expect(new URL(app.url).port).not.to.equal(port);
    const same = await new Browser(app.url).get('/', {
      Cookie: [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; '),
    });
    expect(same.text).to.contain('Ada Lovelace');
    expect(app.services.own?.setUpAddress, 'no link, once there is an administrator').to.equal(undefined);
    await signInWith(new Browser(app.url), 'Ada Lovelace', PASSWORDS.ada);
  });

  it('live below the path of PUBLIC_URL, and their cookies with them', async () => {
    const { provider } = app.services;
    const server = (await provider.configuration()).serverMetadata();
    expect(server.authorization_endpoint).to.equal(`${app.services.config.publicUrl}/sign-in/auth`);
    expect(server.token_endpoint).to.match(/^http:\/\/127\.0\.0\.1:\d+\/token$/);
    const answer = await new Browser(app.url).get('/login');
    const page = await new Browser(app.url).get(answer.location ?? '');
    const cookies = page.headers.getSetCookie();
    expect(cookies.length).to.be.above(1);
    for (const each of cookies) expect(each).to.match(/; path=\/sign-in.*; samesite=lax; httponly$/i);
  });
});
