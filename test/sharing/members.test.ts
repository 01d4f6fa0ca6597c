import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { makeGallery, personalGalleryOf, putInGroup, setRole, userId } from '../support/members';
import { expectRefusal, sentenceOf } from '../support/refusal';

describe('the members of a gallery', () => {
  let app: TestApp;
  let ada: Browser;
  let grace: Browser;
  let alan: Browser;
  let club: Gallery;
  let at: string;
  beforeEach(async () => {
    app = await startApp();
    [ada, grace, alan] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Grace'), await signIn(app.url, 'Alan')];
    club = await makeGallery(app, 'Ada', 'Climbing club', { Grace: 'editor', Alan: 'viewer' });
    at = `/g/${club.handle}`;
  });
  afterEach(() => app.close());

  const idOf = (name: string) => userId(app, name);
  const rolesNow = async () => {
    const found = await app.services.members.list(club.id);
    return Object.fromEntries(found.map(({ displayName, role }) => [displayName, role]));
  };
  const ownerNow = async () =>
    (await app.services.catalog.selectFrom('galleries').select('ownerId').where('id', '=', club.id).executeTakeFirst())
      ?.ownerId;

  it('are shown to all of them, owners first, with what each role means', async () => {
    for (const browser of [ada, grace, alan]) {
      const { text, status } = await browser.get(`${at}/members`);
      expect(status).to.equal(200);
      const names = [...text.matchAll(/<h3 class="h6 mb-1"><bdi>(\w+)</g)].map(([, name]) => name);
      expect(names).to.deep.equal(['Ada', 'Grace', 'Alan']);
      expect(text).to.contain('What each role sees and may do');
    }
  });

  it('are changed by owners only: others see no forms for it', async () => {
    const actions = async (browser: Browser) =>
      [...(await browser.get(`${at}/members`)).text.matchAll(/action="[^"]*\/(members\/actions\/[\w-]+|gallery\/\w+)/g)]
        .map(([, action]) => action)
        .filter((action, i, all) => all.indexOf(action) === i);
    expect(await actions(grace)).to.deep.equal(['members/actions/leave']);
    expect(await actions(alan)).to.deep.equal(['members/actions/leave']);
    expect(await actions(ada)).to.include.members(['members/actions/role', 'members/actions/link', 'gallery/rename']);
  });

  it('by a group are listed with the group and their role, a page at a time', async () => {
    await putInGroup(app, 'family', 'Ada', 'Alan');
    const { catalog } = app.services;
    const cousins = Array.from({ length: 55 }, (_, i) => `Cousin ${String(i).padStart(2, '0')}`);
    const rows = cousins.map((displayName) => ({ issuer: 'test', subject: displayName, displayName, createdAt: 1 }));
    const made = await catalog.insertInto('users').values(rows).returning('id').execute();
    await catalog
      .insertInto('userGroups')
      .values(made.map(({ id: userId }) => ({ userId, groupName: 'family' })))
      .execute();
    await catalog.updateTable('users').set({ suspendedAt: 1 }).where('displayName', '=', 'Cousin 07').execute();
    await ada.post(`${at}/members/actions/group`, { name: 'family', role: 'editor' });
    const listed = (text: string) =>
      [...text.matchAll(/<li><bdi>([^<]+)<\/bdi>.*by the group/g)].map(([, name]) => name);
    const first = (await ada.get(`${at}/members`)).text;
    const second = (await ada.get(`${at}/members?page=2`)).text;
    // Ada owns it and needs no group; Alan was made a viewer, and edits by the group.
    expect([...listed(first), ...listed(second)]).to.deep.equal(['Alan', ...cousins]);
    expect(listed(first)).to.have.length(50);
    expect(first)
      .to.contain(`href="${at}/members?page&#x3D;2"`)
      .and.to.contain('Editor by the group <bdi>family</bdi>');
    expect(first).to.match(/Cousin 07<\/bdi> <span class="badge text-bg-danger">Suspended/);
    expect((await grace.get(`${at}/members`)).text).not.to.contain('Suspended');
  });

  it('tell owners who is suspended', async () => {
    const suspended = /Grace<\/bdi> <span class="badge text-bg-danger">Suspended/;
    expect((await ada.get(`${at}/members`)).text).not.to.match(suspended);
    await app.services.catalog
      .updateTable('users')
      .set({ suspendedAt: 1 })
      .where('displayName', '=', 'Grace')
      .execute();
    expect((await ada.get(`${at}/members`)).text).to.match(suspended);
    expect((await alan.get(`${at}/members`)).text).not.to.match(suspended);
  });

  it('offer nobody to leave who would only be refused: the only owner is told to hand over first', async () => {
    const isOffered = async () => (await ada.get(`${at}/members`)).text.includes('/members/actions/leave');
    const page = await ada.get(`${at}/members`);
    expect(page.text).to.contain('make another member an owner first, or delete the gallery.');
    expect(await isOffered()).to.equal(false);
    await setRole(app, club, 'Grace', 'owner');
    expect(await isOffered()).to.equal(true);
    await app.services.catalog
      .updateTable('users')
      .set({ suspendedAt: 1 })
      .where('displayName', '=', 'Grace')
      .execute();
    expect(await isOffered()).to.equal(false);
    expectRefusal(app, await ada.post(`${at}/members/actions/leave`), 409);
  });

  it('offer no other role to the only owner, but a sentence that says why', async () => {
    const { catalog } = app.services;
    const adasId = await idOf('Ada');
    const address = `${at}/members/actions/role/${adasId}`;
    const seenBy = async (browser: Browser) => (await browser.get(`${at}/members`)).text;
    const yours = 'To change your role, make another member an owner first.';
    expect(await seenBy(ada))
      .to.contain(yours)
      .and.not.contain(`action="${address}"`);
    expectRefusal(app, await ada.post(address, { role: 'editor' }), 409);
    // An owner by a group counts for none, and would be refused as well.
    await putInGroup(app, 'family', 'Alan', 'Ada');
    await ada.post(`${at}/members/actions/group`, { name: 'family', role: 'owner' });
    expect(await seenBy(alan))
      .to.contain('To change their role or remove them, make another member an owner first.')
      .and.not.contain(`action="${address}"`)
      .and.not.contain(`/members/actions/remove/${adasId}"`);
    await setRole(app, club, 'Grace', 'owner');
    expect(await seenBy(ada))
      .to.contain(`action="${address}"`)
      .and.not.contain(yours);
    await catalog.updateTable('users').set({ suspendedAt: 1 }).where('displayName', '=', 'Grace').execute();
    expect(await seenBy(ada)).to.contain(yours);
  });

  it('get another role, at once', async () => {
    const answer = await ada.post(`${at}/members/actions/role/${await idOf('Alan')}`, { role: 'editor' });
    expect(answer.location).to.equal(`${app.url}${at}/members`);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Grace: 'editor', Alan: 'editor' });
    expect((await ada.get(`${at}/members`)).text).to.contain('The role was changed. They are an editor now.');
    expect((await ada.get(`${at}/audit?kind=member`)).text).to.contain(
      'Changed the role of <span dir="auto">Alan: editor</span>',
    );
  });

  it('get no role that doesn’t exist', async () => {
    const address = `${at}/members/actions/role/${await idOf('Alan')}`;
    for (const role of ['', 'admin', 'Owner', 'toString']) {
      const answer = await ada.post(address, { role });
      expectRefusal(app, answer, 422);
      expect(sentenceOf(answer)).to.equal('Please choose a role from the list.');
    }
    expect((await rolesNow())['Alan']).to.equal('viewer');
  });

  it('lose access at once when they are removed, with their keys and what they recognized, but for what they shared', async () => {
    const { catalog, apiKeys } = app.services;
    const gracesId = await idOf('Grace');
    await apiKeys.make(club, gracesId, { name: 'Camera', scopes: ['people:read'], expiresAt: null });
    const recognition = (id: string, shared: number) => ({
      ...{ id, galleryId: club.id, userId: gracesId, shared, path: `${club.folder}/${id}.jpg`, width: 1, height: 1 },
      ...{ createdAt: Date.now(), expiresAt: Date.now() + 60_000, pictureHash: null, originId: null },
    });
    await catalog
      .insertInto('recognitions')
      .values([recognition('gracesown', 0), recognition('gracesshared', 1)])
      .execute();
    await ada.post(`${at}/members/actions/remove/${gracesId}`);
    expectRefusal(app, await grace.get(`${at}/`), 404);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Alan: 'viewer' });
    expect(await apiKeys.list(club)).to.deep.equal([]);
    const left = await catalog.selectFrom('recognitions').select('id').where('galleryId', '=', club.id).execute();
    expect(left).to.deep.equal([{ id: 'gracesshared' }]);
  });

  it('keep what is theirs when a group still lets them in', async () => {
    const { apiKeys } = app.services;
    const gracesId = await idOf('Grace');
    await putInGroup(app, 'climbers', 'Ada', 'Grace');
    await ada.post(`${at}/members/actions/group`, { name: 'climbers', role: 'viewer' });
    await apiKeys.make(club, gracesId, { name: 'Camera', scopes: ['people:read'], expiresAt: null });
    await ada.post(`${at}/members/actions/remove/${gracesId}`);
    expect((await grace.get(`${at}/`)).status).to.equal(200);
    expect(await apiKeys.list(club)).to.have.length(1);
    await ada.post(`${at}/members/actions/remove-group`, { name: 'climbers' });
    expectRefusal(app, await grace.get(`${at}/`), 404);
    expect(await apiKeys.list(club)).to.deep.equal([]);
  });

  it('can leave, and find themselves in no gallery that they have left', async () => {
    const { location } = await grace.post(`${at}/members/actions/leave`);
    expect(location).to.equal(`${app.url}/galleries`);
    const { text } = await grace.get('/galleries');
    expect(text).to.contain('You have left “Climbing club”.');
    expect(text).not.to.contain(at);
    expectRefusal(app, await grace.get(`${at}/`), 404);
  });

  it('have an owner always: the last one can’t leave, be removed or made less', async () => {
    const adasId = await idOf('Ada');
    for (const [address, form] of [
      [`${at}/members/actions/leave`, {}],
      [`${at}/members/actions/remove/${adasId}`, {}],
      [`${at}/members/actions/role/${adasId}`, { role: 'editor' }],
    ] as const) {
      const answer = await ada.post(address, form);
      expectRefusal(app, answer, 409);
      expect(sentenceOf(answer)).to.equal('A gallery needs an owner. Please make another member an owner first.');
    }
    expect((await rolesNow())['Ada']).to.equal('owner');
  });

  it('have no owner in a group alone, as nobody knows who will be in it', async () => {
    await putInGroup(app, 'club', 'Ada', 'Grace');
    await ada.post(`${at}/members/actions/group`, { name: 'club', role: 'owner' });
    expect((await grace.get(`${at}/audit`)).status).to.equal(200);
    expectRefusal(app, await ada.post(`${at}/members/actions/leave`), 409);
  });

  it('hand a gallery over: its storage counts for the owner who stays, or whom one chooses', async () => {
    const [adasId, gracesId, alansId] = [await idOf('Ada'), await idOf('Grace'), await idOf('Alan')];
    expectRefusal(app, await ada.post(`${at}/members/actions/storage/${gracesId}`), 404);
    for (const id of [gracesId, alansId]) await ada.post(`${at}/members/actions/role/${id}`, { role: 'owner' });
    expect(await ownerNow()).to.equal(adasId);
    await ada.post(`${at}/members/actions/storage/${alansId}`);
    expect(await ownerNow()).to.equal(alansId);
    await alan.post(`${at}/members/actions/role/${alansId}`, { role: 'viewer' });
    expect(await ownerNow()).to.equal(adasId);
    await ada.post(`${at}/members/actions/leave`);
    expect(await ownerNow()).to.equal(gracesId);
  });

  it('of a personal gallery never take it from whose it is', async () => {
    const gallery = await personalGalleryOf(app, 'Ada');
    await setRole(app, gallery, 'Grace', 'owner');
    const place = `/g/${gallery.handle}/members/actions`;
    const adasId = await idOf('Ada');
    for (const [browser, address, form] of [
      [grace, `${place}/remove/${adasId}`, {}],
      [grace, `${place}/role/${adasId}`, { role: 'viewer' }],
      [grace, `${place}/storage/${await idOf('Grace')}`, {}],
      [ada, '/members/actions/leave', {}],
    ] as const)
      expectRefusal(app, await browser.post(address, form), 409);
    expect((await ada.get('/')).status).to.equal(200);
  });
});
