import { expect } from 'chai';
import type { TestApp } from '../support/app';
import { Authenticator } from '../support/authenticator';
import { Browser } from '../support/browser';
import {
  linkOn,
  openSignIn,
  PASSWORDS,
  signInInvited,
  signInWith,
  startWithAda,
  useLink,
} from '../support/own-accounts';
import { challengeOn } from '../support/passkey-pages';
import { expectRefusal } from '../support/refusal';

describe('an account that somebody else has got into', () => {
  let app: TestApp;
  let ada: Browser;
  let bea: Browser;
  const device = new Authenticator('localhost');
  before(async () => {
    [app, ada] = await startWithAda();
    bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  });
  after(() => app.close());
  const asked = (challenge: string, origin = app.url) => ({ challenge, origin });
  const addPasskey = (browser: Browser, passkey: string, current = PASSWORDS.bea) =>
    browser.post('/security/passkeys', { passkey, current, name: 'A key' });

  it('abuse 204: a copied cookie opens nothing after the password was changed, and neither password nor passkey is changed with it', async () => {
    const eve = { Cookie: [...bea.cookies()].map(([name, value]) => `${name}=${value}`).join('; ') };
    const thief = new Browser(app.url);
    expect((await thief.get('/', eve)).status).to.equal(200);
    const fields = { current: 'a guess of Eve', password: 'eve has it now', again: 'eve has it now' };
    expectRefusal(app, await thief.post('/security/password', fields, eve), 401);
    const passkey = device.create(asked(challengeOn(await thief.get('/security', eve))));
    const form = { passkey, current: 'another guess', name: 'Eve’s' };
    expectRefusal(app, await thief.post('/security/passkeys', form, eve), 401);

    const own = new Browser(app.url);
    await signInWith(own, 'Bea', PASSWORDS.bea);
    const changed = { current: PASSWORDS.bea, password: 'seven red apples', again: 'seven red apples' };
    expect((await own.post('/security/password', changed)).status).to.equal(303);
    expect((await thief.get('/', eve)).status).to.equal(303);
    expect((await own.get('/')).status).to.equal(200);
    await own.post('/security/password', {
      current: 'seven red apples',
      password: PASSWORDS.bea,
      again: PASSWORDS.bea,
    });
    bea = own;
  });

  it('abuse 204: a reset ends every session and takes the passkeys away; a deleted account signs nobody in', async () => {
    const account = await app.services.own?.accounts.findByName('Bea');
    await addPasskey(bea, device.create(asked(challengeOn(await bea.get('/security')))));
    expect(await app.services.own?.passkeys.list(account?.id ?? 0)).to.have.length(1);
    const link = linkOn(await ada.post(`/accounts/actions/reset/${account?.id}`));
    await useLink(new Browser(app.url), link, { password: PASSWORDS.bea });
    expect((await bea.get('/')).status).to.equal(303);
    expect(await app.services.own?.passkeys.list(account?.id ?? 0)).to.deep.equal([]);

    const cy = await signInInvited(app, ada, 'Cy', 'blue kettle on the moon');
    await cy.post('/account/delete', { confirm: 'yes' });
    expect((await signInWith(new Browser(app.url), 'Cy', 'blue kettle on the moon')).status).to.equal(401);
    expect((await app.services.own?.accounts.list())?.map(({ name }) => name)).to.deep.equal(['Ada', 'Bea']);
  });

  it('abuse 207: a passkey’s answer counts once, for the sign-in, the site and the person that it was asked for', async () => {
    bea = new Browser(app.url);
    await signInWith(bea, 'Bea', PASSWORDS.bea);
    const challenge = challengeOn(await bea.get('/security'));
    const made = device.create(asked(challenge));
    const ofAda = device.create(asked(challengeOn(await ada.get('/security'))));
    for (const passkey of ['', '{}', 'null', '[]', '{"id":1}', 'x'.repeat(60_000), ofAda]) {
      const page = await addPasskey(bea, passkey);
      expect(page.status, passkey.slice(0, 20)).to.equal(401);
    }
    expectRefusal(app, await addPasskey(bea, device.create(asked(challenge, 'https://evil.example'))), 401);
    const fresh = device.create(asked(challengeOn(await bea.get('/security'))));
    expect((await addPasskey(bea, fresh)).status).to.equal(303);
    expectRefusal(app, await addPasskey(bea, fresh), 401);
    expectRefusal(app, await addPasskey(bea, made), 401);

    const eve = new Browser(app.url);
    const send = async (passkey: string) => eve.answerForm(await openSignIn(eve), { passkey, action: 'passkey' });
    const elsewhere = challengeOn(await openSignIn(new Browser(app.url)));
    expectRefusal(app, await send(device.get(asked(elsewhere))), 401);
    const form = await openSignIn(eve);
    const answers = [
      device.get(asked(challengeOn(form), 'https://evil.example')),
      device.get(asked('A'.repeat(43))),
      new Authenticator('localhost').get(asked(challengeOn(await openSignIn(eve)))),
    ];
    for (const passkey of answers) expectRefusal(app, await eve.answerForm(form, { passkey, action: 'passkey' }), 401);
    const [unverified, good] = [await openSignIn(eve), await openSignIn(eve)];
    const absent = device.get(asked(challengeOn(unverified)), 0x01);
    expectRefusal(app, await eve.answerForm(unverified, { passkey: absent, action: 'passkey' }), 401);
    const passkey = device.get(asked(challengeOn(good)));
    const led = await eve.answerForm(good, { passkey, action: 'passkey' });
    expect(led.status).to.equal(303);
    expectRefusal(app, await send(passkey), 401);
  });
});
