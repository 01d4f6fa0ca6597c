import { expect } from 'chai';
import { findAccess } from '../../src/gallery/access';
import { isAtLeast, ROLES, roleIn } from '../../src/gallery/memberships';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { makeGallery, personalGalleryOf, setRole, userId } from '../support/members';

describe('memberships', () => {
  let app: TestApp;
  let grace: number;
  beforeEach(async () => {
    app = await startApp();
    for (const name of ['Grace', 'Alan']) await signIn(app.url, name);
    grace = await userId(app, 'Grace');
  });
  afterEach(() => app.close());

  const rolesOf = async (user: number) =>
    Object.fromEntries(
      (await findAccess(app.services.catalog)(user)).known.map(({ gallery: { name }, role }) => [name, role]),
    );
  const addGroup = async (galleryId: number, role: (typeof ROLES)[number], groupName: string) => {
    await app.services.catalog.insertInto('galleryGroups').values({ galleryId, groupName, role }).execute();
    await app.services.catalog
      .insertInto('userGroups')
      .values({ userId: grace, groupName })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  };

  it('order the roles: each may do what the weaker ones may', () => {
    const table = ROLES.map((role) => ROLES.map((needed) => isAtLeast(role, needed)));
    expect(table).to.deep.equal([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
    expect(isAtLeast(undefined, 'viewer')).to.equal(false);
  });

  it('give each user their personal gallery, as its owner, and no other', async () => {
    expect(await rolesOf(grace)).to.deep.equal({ Personal: 'owner' });
    const alans = await personalGalleryOf(app, 'Alan');
    expect(await roleIn(app.services.catalog, alans.id, grace)).to.equal(undefined);
  });

  it('list the personal gallery first, then the others by name', async () => {
    for (const name of ['Zoo', 'Climbing', 'Äpfel']) await makeGallery(app, 'Alan', name, { Grace: 'viewer' });
    expect(Object.keys(await rolesOf(grace))).to.deep.equal(['Personal', 'Äpfel', 'Climbing', 'Zoo']);
  });

  it('give the strongest of what somebody was given and of what their groups have', async () => {
    const { catalog } = app.services;
    const club = await makeGallery(app, 'Alan', 'Club', { Grace: 'viewer' });
    for (const [group, role] of [
      ['climbers', 'editor'],
      ['visitors', 'viewer'],
    ] as const)
      await addGroup(club.id, role, group);
    expect([(await rolesOf(grace))['Club'], await roleIn(catalog, club.id, grace)]).to.deep.equal(['editor', 'editor']);
    await catalog.deleteFrom('userGroups').where('groupName', '=', 'climbers').execute();
    expect([(await rolesOf(grace))['Club'], await roleIn(catalog, club.id, grace)]).to.deep.equal(['viewer', 'viewer']);
    await setRole(app, club, 'Grace', 'owner');
    expect([(await rolesOf(grace))['Club'], await roleIn(catalog, club.id, grace)]).to.deep.equal(['owner', 'owner']);
  });

  it('give nothing by a group that a gallery doesn’t name, or that is another user’s', async () => {
    const club = await makeGallery(app, 'Alan', 'Club');
    await addGroup(club.id, 'owner', 'climbers');
    expect(await roleIn(app.services.catalog, club.id, await userId(app, 'Alan'))).to.equal('owner');
    expect(await rolesOf(grace)).to.deep.equal({ Personal: 'owner', Club: 'owner' });
    await app.services.catalog.updateTable('userGroups').set({ groupName: 'Climbers' }).execute();
    expect(await rolesOf(grace)).to.deep.equal({ Personal: 'owner' });
  });

  it('open no gallery that is deleted', async () => {
    const club = await makeGallery(app, 'Alan', 'Club', { Grace: 'editor' });
    await addGroup(club.id, 'owner', 'climbers');
    await app.services.catalog.updateTable('galleries').set({ deletedAt: 1 }).where('id', '=', club.id).execute();
    expect(await rolesOf(grace)).to.deep.equal({ Personal: 'owner' });
    expect(await roleIn(app.services.catalog, club.id, grace)).to.equal(undefined);
  });

  it('are read within bounds, however many galleries a group brings: the one that is asked for comes with its whole role', async () => {
    const { catalog } = app.services;
    const given = await makeGallery(app, 'Alan', 'Given', { Grace: 'editor' });
    await addGroup(given.id, 'viewer', 'climbers');
    for (let i = 0; i < 310; i += 1)
      await addGroup((await makeGallery(app, 'Alan', `Spam ${i}`)).id, 'viewer', 'climbers');
    const last = await makeGallery(app, 'Alan', 'Zoo', { Grace: 'viewer' });
    await addGroup(last.id, 'owner', 'climbers');
    await addGroup(last.id, 'editor', 'gardeners');
    const find = findAccess(catalog);
    const { known, count, editable } = await find(grace, last.handle);
    expect([known.length, count, editable]).to.deep.equal([50, 313, 3]);
    const [first, ...others] = known;
    expect(first?.gallery.personalOf).to.equal(grace);
    expect(others.find(({ gallery }) => gallery.id === last.id)?.role).to.equal('owner');
    expect(others.find(({ gallery }) => gallery.id === given.id)?.role).to.equal('editor');
    expect((await find(grace)).known[0]?.gallery.personalOf).to.equal(grace);
    expect(await find(-1)).to.deep.equal({ known: [], count: 0, editable: 0 });
  });
});
