import { expect } from 'chai';
import { startApp, type TestApp } from '../../support/app';
import { Browser } from '../../support/browser';
import { PASSWORDS, setUpAddressOf, signInWith, startOwnApp, useLink } from '../../support/own-accounts';

describe('accounts of one’s own, wherever the app is', () => {
  let app: TestApp | undefined;
  afterEach(() => app?.close());

  it('sign in below a path of PUBLIC_URL, and their cookies stay there', async () => {
    app = await startApp({ HOST: '0.0.0.0' }, { basePath: '/faces' });
    const { publicUrl } = app.services.config;
    expect(publicUrl).to.match(/\/faces$/);
    const ada = new Browser(`${publicUrl}/`);
    const link = setUpAddressOf(app);
    expect((await ada.get(link)).text).to.contain('action="/faces/sign-in/set-up"');
    expect((await useLink(ada, link, { name: 'Ada', password: PASSWORDS.ada })).location).to.equal(
      `${publicUrl}/login`,
    );
    const form = await ada.open(`${publicUrl}/login`);
    const cookies = form.headers.getSetCookie();
    expect(cookies).to.deep.equal([]);
    const page = await ada.follow(await ada.answerForm(form, { name: 'Ada', password: PASSWORDS.ada, action: 'x' }));
    expect([page.url, page.status]).to.deep.equal([`${publicUrl}/`, 200]);
    const elsewhere = [...ada.cookies(app.url, '/').keys()];
    expect(elsewhere, 'for the whole host').to.deep.equal([]);
  });

  it('sign in by https through a proxy that ends TLS, with secure cookies alone', async () => {
    app = await startOwnApp({ PUBLIC_URL: 'https://faces.example.org', TRUST_PROXY: '1' });
    const { url } = app;
    const ada = new Browser(url);
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'faces.example.org' };
    const local = (address = '') => address.replace('https://faces.example.org', url);
    const cookies: string[] = [];
    const step = async (page: Promise<Awaited<ReturnType<Browser['get']>>>) => {
      cookies.push(...(await page).headers.getSetCookie());
      return page;
    };
    const token = setUpAddressOf(app).split('token=')[1] ?? '';
    const fields = { name: 'Ada', password: PASSWORDS.ada };
    await ada.post('/sign-in/set-up', { ...fields, again: fields.password, token }, headers);
    const begun = await step(ada.get('/login', headers));
    expect(begun.location).to.match(/^https:\/\/faces\.example\.org\/sign-in\/auth\?/);
    const asked = await step(ada.get(local(begun.location), headers));
    expect(asked.location).to.match(/^https:\/\/faces\.example\.org\/sign-in\/interaction\//);
    const resumed = await step(ada.post(local(asked.location), fields, headers));
    const answered = await step(ada.get(local(resumed.location), headers));
    expect(answered.location).to.match(/^https:\/\/faces\.example\.org\/authorization-code\/callback\?code=/);
    await step(ada.get(local(answered.location), headers));
    expect((await ada.get('/', headers)).text).to.contain('Ada');
    expect(cookies.length).to.be.above(5);
    for (const each of cookies) expect(each).to.match(/; secure/i);
    expect(await app.services.own?.passkeys.arePossible).to.equal(true);
  });

  it('keep their people when the app moves to another address', async () => {
    const first = await startOwnApp();
    const { dataDir } = first;
    await useLink(new Browser(first.url), setUpAddressOf(first), { name: 'Ada', password: PASSWORDS.ada });
    await signInWith(new Browser(first.url), 'Ada', PASSWORDS.ada);
    await first.stop();
    app = await startOwnApp({ DATA_DIR: dataDir });
    expect(app.url).not.to.equal(first.url);
    expect((await signInWith(new Browser(app.url), 'Ada', PASSWORDS.ada)).status).to.equal(200);
    expect(await app.services.catalog.selectFrom('users').selectAll().execute()).to.have.length(1);
  });
});
