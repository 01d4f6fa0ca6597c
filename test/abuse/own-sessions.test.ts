import { expect } from 'chai';
import type { TestApp } from '../support/app';
import { until } from '../support/app-process';
import { Authenticator } from '../support/authenticator';
import { Browser } from '../support/browser';
import { filesBelow } from '../support/files';
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
import { BEA, cropFace } from '../support/photos';
import { answerTo, beginUpload, END, part } from '../support/raw-upload';
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

  it('abuse 204: a sign-in that began before a change of the password, or the account’s end, goes no further', async () => {
    const dee = await signInInvited(app, ada, 'Dee', 'green lamp by the door');
    const account = await app.services.own?.accounts.findByName('Dee');
    const { catalog } = app.services;
    /** Types a name and a password somewhere else, and goes on to a step of the sign-in. */
    async function begin(steps: number): Promise<() => Promise<number>> {
      const thief = new Browser(app.url);
      const fields = { name: 'Dee', password: 'green lamp by the door', action: 'sign-in' };
      let page = await thief.answerForm(await openSignIn(thief), fields);
      for (let step = 0; step < steps; step += 1) page = await thief.get(page.location ?? '');
      expect(page.location).to.be.a('string');
      return async () => {
        const end = await thief.follow(page);
        expect((await thief.get('/')).status, 'no session').to.equal(303);
        return end.status;
      };
    }
    const staged = [await begin(0), await begin(1)];
    const suspend = (suspendedAt: number | null) =>
      catalog.updateTable('users').set({ suspendedAt }).where('displayName', '=', 'Dee').execute();
    await suspend(1);
    expect(await await staged[0]?.()).to.equal(400);
    await suspend(null);
    const changed = { current: 'green lamp by the door', password: 'eleven brown owls', again: 'eleven brown owls' };
    expect((await dee.post('/security/password', changed)).status).to.equal(303);
    expect(await staged[1]?.()).to.be.within(400, 403);
    await dee.post('/security/password', {
      ...changed,
      current: 'eleven brown owls',
      password: 'green lamp by the door',
      again: 'green lamp by the door',
    });

    const again = [await begin(0), await begin(1)];
    await useLink(new Browser(app.url), linkOn(await ada.post(`/accounts/actions/reset/${account?.id}`)), {
      password: 'green lamp by the door',
    });
    for (const goOn of again) expect(await goOn()).to.be.within(400, 403);
    const late = [await begin(0), await begin(1)];
    const own = new Browser(app.url);
    await signInWith(own, 'Dee', 'green lamp by the door');
    await own.post('/account/delete', { confirm: 'yes' });
    for (const goOn of late) expect(await goOn()).to.be.within(400, 403);
  });

  it('abuse 204: an upload that began before every session was ended is refused when it arrives after', async () => {
    bea = new Browser(app.url);
    const body = Buffer.concat([
      part('name="name"', 'Late'),
      part('name="file"; filename="a.jpg"', await cropFace(BEA)),
      END,
    ]);
    const incoming = () => filesBelow(app.dataDir).filter((file) => file.includes('incoming'));
    for (const end of [
      () => bea.post('/security/actions/end-all'),
      async () => {
        const account = await app.services.own?.accounts.findByName('Bea');
        const link = linkOn(await ada.post(`/accounts/actions/reset/${account?.id}`));
        return useLink(new Browser(app.url), link, { password: PASSWORDS.bea });
      },
    ]) {
      await signInWith(bea, 'Bea', PASSWORDS.bea);
      const upload = beginUpload(bea, '/images', { 'Content-Length': body.length });
      const answer = answerTo(upload);
      upload.write(body.subarray(0, 3000));
      await until(() => incoming().length > 0);
      expect((await end()).status).to.equal(303);
      upload.end(body.subarray(3000));
      expect((await answer).status).to.equal(401);
    }
    const kept = await app.services.catalog.selectFrom('people').select('name').execute();
    expect(kept).to.deep.equal([]);
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
