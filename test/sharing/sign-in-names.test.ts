import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { startAdminApp } from '../support/admin-app';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { dayFromNow } from '../support/invitations';
import { makeGallery, setRole, userId } from '../support/members';
import { PASSWORDS, signInInvited, startWithAda } from '../support/own-accounts';
import { expectRefusal, sentenceOf } from '../support/refusal';

describe('the page of members', () => {
  it('offers to invite by e-mail address, and groups, where a provider says them', async () => {
    const admins = await startAdminApp();
    try {
      expect((await admins.root.get('/members')).text)
        .to.contain('E-mail address')
        .and.to.contain('/members/actions/group')
        .and.not.to.contain('Sign-in name');
    } finally {
      await admins.close();
    }
  });

  it('offers to invite by a link alone where any name signs in, as that provider gives no e-mail address and no group', async () => {
    const app = await startApp();
    try {
      const page = await (await signIn(app.url, 'Ada')).get('/members');
      expect(page.text).to.contain('/members/actions/link').and.to.contain('a link is the one way to invite');
      expect(page.text).not.to.match(/\/members\/actions\/(person|group)|id="person-email"|Groups</);
    } finally {
      await app.close();
    }
  });
});

describe('an invitation by sign-in name', () => {
  let app: TestApp;
  let ada: Browser;
  let bea: Browser;
  let club: Gallery;
  let at: string;
  beforeEach(async () => {
    [app, ada] = await startWithAda();
    bea = await signInInvited(app, ada, 'Zoë', PASSWORDS.bea);
    club = await makeGallery(app, 'Ada', 'Climbing club');
    at = `/g/${club.handle}`;
  });
  afterEach(() => app.close());

  const invite = (fields: Record<string, string>) =>
    ada.post(`${at}/members/actions/person`, { role: 'editor', end: dayFromNow(7), ...fields });
  const pendingOf = async (name: string) => app.services.joining.pendingOf(await userId(app, name));
  const rolesNow = async () => {
    const found = await app.services.members.list(club.id);
    return Object.fromEntries(found.map(({ displayName, role }) => [displayName, role]));
  };

  it('is found by whoever has an account with it, in any spelling', async () => {
    const page = await ada.get(`${at}/members`);
    expect(page.text).to.contain('Sign-in name').and.not.to.contain('E-mail address');
    expect(page.text, 'groups come from a provider').not.to.contain('/members/actions/group');
    for (const name of [' ZOË ', 'zoe\u0308', 'ｚoë']) {
      expect((await invite({ name })).location).to.equal(`${app.url}${at}/members`);
      const { handle } = onlyOf(await pendingOf('Zoë'));
      expect(await pendingOf('Ada')).to.deep.equal([]);
      expect((await bea.get('/galleries')).text).to.contain(`/galleries/actions/accept/${handle}`);
      await app.services.invitations.revoke(club.id, handle);
    }
    await invite({ name: 'zoë' });
    const { handle } = onlyOf(await pendingOf('Zoë'));
    expect((await bea.post(`/galleries/actions/accept/${handle}`)).location).to.equal(`${app.url}${at}/`);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Zoë: 'editor' });
    expect(await pendingOf('Zoë')).to.deep.equal([]);
  });

  it('tells nobody whether there is such an account', async () => {
    const answers = [];
    for (const name of ['Zoë', 'Max']) {
      const { status, location } = await invite({ name });
      const { text } = await ada.get(`${at}/members`);
      expect(text).to.contain(`<bdi>${name}</bdi>`);
      const { handle } = onlyOf(await app.services.invitations.list(club.id));
      answers.push([status, location, text.replaceAll(name, 'NAME').replaceAll(handle, 'HANDLE')]);
      await app.services.invitations.revoke(club.id, handle);
    }
    expect(answers[0]).to.deep.equal(answers[1]);
    expectRefusal(app, await invite({ name: ' ' }), 400);
    expectRefusal(app, await invite({ name: 'x'.repeat(101) }), 422);
    expectRefusal(app, await invite({ email: 'grace@example.org' }), 400);
  });

  it('is nothing for an account that takes the name later, after another one too', async () => {
    await invite({ name: 'Max' });
    await invite({ name: 'Zoë' });
    const { services } = app;
    await services.catalog.deleteFrom('ownAccounts').where('nameKey', '=', 'zoë').execute();
    await services.catalog.updateTable('users').set({ displayName: 'Gone' }).where('displayName', '=', 'Zoë').execute();
    for (const name of ['Max', 'Zoë']) {
      const later = await signInInvited(app, ada, name, PASSWORDS.bea);
      expect(await pendingOf(name)).to.deep.equal([]);
      for (const { handle } of await services.invitations.list(club.id))
        expectRefusal(app, await later.post(`/galleries/actions/accept/${handle}`), 404);
    }
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner' });
  });

  it('is refused for oneself, and for a name on the page of members with as strong a role', async () => {
    const refusal = async (fields: Record<string, string>) => {
      const page = await invite(fields);
      expectRefusal(app, page, 409);
      return sentenceOf(page);
    };
    for (const name of ['ada', ' ＡＤＡ '])
      expect(await refusal({ name, role: 'viewer' })).to.equal('That’s you: you own this gallery already.');
    await setRole(app, club, 'Zoë', 'editor');
    for (const role of ['viewer', 'editor'])
      expect(await refusal({ name: 'ZOE\u0308', role })).to.contain('A member with this name has this role already');
    expect((await invite({ name: 'Zoë', role: 'owner' })).status).to.equal(303);
    expect(await pendingOf('Zoë')).to.have.length(1);
    await app.services.catalog
      .updateTable('users')
      .set({ displayName: 'Z.' })
      .where('displayName', '=', 'Zoë')
      .execute();
    expect((await invite({ name: 'Zoë', role: 'viewer' })).status, 'no owner knows this name').to.equal(303);
    expect((await bea.get('/galleries')).text.match(/actions\/accept/g), 'and it gives nothing').to.have.length(1);
  });

  it('ends when its member is removed', async () => {
    await invite({ name: 'Zoë' });
    const { handle } = onlyOf(await pendingOf('Zoë'));
    await bea.post(`/galleries/actions/accept/${handle}`);
    await invite({ name: 'Zoë', role: 'owner' });
    await ada.post(`${at}/members/actions/remove/${await userId(app, 'Zoë')}`);
    expect(await pendingOf('Zoë')).to.deep.equal([]);
    expect(await app.services.invitations.list(club.id)).to.deep.equal([]);
  });
});

describe('where people have no accounts of the app’s own, an invitation', () => {
  it('isn’t by name', async () => {
    const app = await startApp();
    try {
      const ada = await signIn(app.url, 'Ada');
      await signIn(app.url, 'Grace');
      const { handle, id } = await makeGallery(app, 'Ada', 'Climbing club');
      const form = { name: 'Grace', role: 'editor', end: dayFromNow(7) };
      expectRefusal(app, await ada.post(`/g/${handle}/members/actions/person`, form), 422);
      expect(await app.services.invitations.list(id)).to.deep.equal([]);
    } finally {
      await app.close();
    }
  });
});
