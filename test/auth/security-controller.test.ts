import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { PASSWORDS, signInInvited, signInWith, startWithAda } from '../support/own-accounts';

const PHONE = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';

describe('the page of sign-in and security', () => {
  let app: TestApp;
  let ada: Browser;
  let bea: Browser;
  before(async () => {
    [app, ada] = await startWithAda();
    bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  });
  after(() => app.close());

  it('lists where the user is signed in, and signs out there', async () => {
    const phone = new Browser(app.url);
    const form = await phone.open('/login');
    const led = await phone.answerForm(form, { name: 'Bea', password: PASSWORDS.bea, action: 'sign-in' });
    const answer = await phone.get(led.location ?? '');
    await phone.get(answer.location ?? '', { 'User-Agent': PHONE });
    const page = await bea.get('/security');
    expect(page.text).to.contain('Firefox on Android').and.contain('This browser');
    const handle = /actions\/end\/(\w+)/.exec(page.text)?.[1];
    expect((await ada.post(`/security/actions/end/${handle}`)).status, 'it is Bea’s').to.equal(404);
    expect((await phone.get('/')).status).to.equal(200);
    await bea.post(`/security/actions/end/${handle}`);
    expect((await phone.get('/')).status).to.equal(303);
    expect((await bea.get('/security')).text).not.to.contain('Firefox on Android');
  });

  it('signs out everywhere', async () => {
    const other = new Browser(app.url);
    await signInWith(other, 'Bea', PASSWORDS.bea);
    expect((await other.post('/security/actions/end-all')).location).to.equal(`${app.url}/logout/callback`);
    for (const each of [bea, other]) expect((await each.get('/')).status).to.equal(303);
    expect((await ada.get('/')).status).to.equal(200);
    await signInWith(bea, 'Bea', PASSWORDS.bea);
  });

  it('changes the password, for who knows the old one', async () => {
    const change = (current: string, password: string, again = password) =>
      bea.post('/security/password', { current, password, again });
    const wrong = await change('not it', 'seven red apples');
    expect(wrong.status).to.equal(401);
    expect(wrong.text).to.contain('This password is wrong.').and.not.contain('The name or');
    expect((await change(PASSWORDS.bea, 'FamiliarFaces')).status).to.equal(422);
    expect((await change(PASSWORDS.bea, 'bea-12345678')).status).to.equal(422);
    expect((await change(PASSWORDS.bea, 'short')).status).to.equal(422);
    expect((await change(PASSWORDS.bea, 'seven red apples', 'eight')).status).to.equal(422);
    expect((await change(PASSWORDS.bea, 'seven red apples')).status).to.equal(303);
    expect((await bea.get('/security')).text).to.contain('Your password was changed');
    expect((await signInWith(new Browser(app.url), 'Bea', PASSWORDS.bea)).status).to.equal(401);
    expect((await signInWith(new Browser(app.url), 'Bea', 'seven red apples')).status).to.equal(200);
  });

  it('shows sessions alone where people sign in elsewhere', async () => {
    const plain = await startApp();
    try {
      const eve = await signIn(plain.url, 'Eve');
      expect((await eve.get('/security')).text)
        .to.contain('This browser')
        .and.not.contain('name="current"');
      expect((await eve.post('/security/password', { current: 'a', password: 'b', again: 'b' })).status).to.equal(404);
      expect((await eve.get('/accounts')).status).to.equal(404);
    } finally {
      await plain.close();
    }
  });
});
