import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { type AdminApp, startAdminApp } from '../support/admin-app';
import type { TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { onlyOf } from '../support/elements';
import { dayFromNow } from '../support/invitations';
import { makeGallery, userId } from '../support/members';
import { linkOn, PASSWORDS, signInInvited, signInWith, startWithAda, useLink } from '../support/own-accounts';
import { expectRefusal } from '../support/refusal';

const form = { role: 'editor', end: dayFromNow(7) };

describe('a sign-in name that somebody takes later', () => {
  let app: TestApp;
  let ada: Browser;
  let club: Gallery;
  beforeEach(async () => {
    [app, ada] = await startWithAda();
    club = await makeGallery(app, 'Ada', 'Climbing club');
  });
  afterEach(() => app.close());

  const inviteBy = (name: string) => ada.post(`/g/${club.handle}/members/actions/person`, { ...form, name });
  const idOf = async (name: string) => (await app.services.own?.accounts.findByName(name))?.id ?? 0;

  it('abuse 238: opens no gallery to which the one before was invited, nor one to which nobody could be', async () => {
    await signInInvited(app, ada, 'Zoë', PASSWORDS.bea);
    for (const name of ['Zoë', 'Max', 'max@example.org']) await inviteBy(name);
    const standing = await app.services.invitations.list(club.id);
    expect(standing).to.have.length(3);
    expect(await app.services.joining.pendingOf(await userId(app, 'Zoë'))).to.have.length(1);
    await ada.post(`/accounts/actions/delete/${await idOf('Zoë')}`);
    for (const name of ['zoe\u0308', 'MAX', 'max@example.org']) {
      const later = await signInInvited(app, ada, name, PASSWORDS.bea);
      expect((await later.get('/galleries')).text, name).not.to.contain('Climbing club');
      for (const { handle } of standing)
        expectRefusal(app, await later.post(`/galleries/actions/accept/${handle}`), 404);
      expectRefusal(app, await later.get(`/g/${club.handle}/`), 404);
    }
    expect(await app.services.members.list(club.id)).to.have.length(1);
  });

  it('abuse 238: has neither the new password that the one before was to choose, nor their keys and sessions', async () => {
    const before = await signInInvited(app, ada, 'Zoë', PASSWORDS.bea);
    const made = await before.follow(await before.post('/keys', { name: 'Door', 'people:read': 'yes' }));
    const [key = ''] = /ff_[\w-]{43}/.exec(made.text) ?? [];
    const reset = linkOn(await ada.post(`/accounts/actions/reset/${await idOf('Zoë')}`));
    await ada.post(`/accounts/actions/delete/${await idOf('Zoë')}`);
    const later = await signInInvited(app, ada, 'Zoë', 'blue kettle on the moon');
    expectRefusal(app, await useLink(new Browser(app.url), reset, { password: 'a wholly new one' }), 410);
    expect((await signInWith(new Browser(app.url), 'Zoë', PASSWORDS.bea)).status).to.equal(401);
    expect((await before.get('/')).status).to.equal(303);
    const asked = await new Browser(app.url).get('/api/v1/people', { Authorization: `Bearer ${key}` });
    expect(asked.status).to.equal(401);
    expect((await later.get('/')).status).to.equal(200);
  });
});

describe('an e-mail address that somebody has later', () => {
  let admins: AdminApp;
  beforeEach(async () => {
    admins = await startAdminApp();
  });
  afterEach(() => admins.close());

  it('abuse 238: brings the invitations to it, once the provider says so, and takes them from who has it no more', async () => {
    const { app, root } = admins;
    const { handle, id } = await makeGallery(app, 'Root', 'Climbing club');
    const before = await admins.as('Grace');
    await root.post(`/g/${handle}/members/actions/person`, { ...form, email: 'grace@example.org' });
    const invitation = onlyOf(await app.services.invitations.list(id));
    await admins.as('Grace', { email: 'other@example.org' });
    expectRefusal(app, await before.post(`/galleries/actions/accept/${invitation.handle}`), 404);
    const unverified = await admins.as('Eve', { email: 'grace@example.org', email_verified: false });
    expectRefusal(app, await unverified.post(`/galleries/actions/accept/${invitation.handle}`), 404);
    const later = await admins.as('Hopper', { email: 'grace@example.org' });
    expect((await later.post(`/galleries/actions/accept/${invitation.handle}`)).location).to.equal(
      `${app.url}/g/${handle}/`,
    );
  });
});
