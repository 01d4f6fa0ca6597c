import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { roleIn } from '../../src/gallery/memberships';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { linkTo } from '../support/invitations';
import { makeGallery, putInGroup, userId } from '../support/members';
import { expectRefusal } from '../support/refusal';

describe('leaving a gallery', () => {
  let app: TestApp;
  let ada: Browser;
  let grace: Browser;
  let club: Gallery;
  let at: string;
  let gracesId: number;
  beforeEach(async () => {
    app = await startApp();
    [ada, grace] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Grace')];
    club = await makeGallery(app, 'Ada', 'Climbing club');
    at = `/g/${club.handle}`;
    gracesId = await userId(app, 'Grace');
    await putInGroup(app, 'climbers', 'Ada', 'Grace');
    await ada.post(`${at}/members/actions/group`, { name: 'climbers', role: 'editor' });
  });
  afterEach(() => app.close());

  const leave = () => grace.post(`${at}/members/actions/leave`);
  const comeBack = (browser: Browser) => browser.post(`/galleries/actions/return/${club.handle}`);
  const roleNow = () => roleIn(app.services.catalog, club.id, gracesId);

  it('is open to who is in it by a group: they lose access at once, with their keys', async () => {
    const { apiKeys } = app.services;
    const made = await apiKeys.make(club, gracesId, { name: 'Camera', scopes: ['people:read'], expiresAt: null });
    const people = () =>
      fetch(`${app.url}/api/v1/people`, { headers: { authorization: `Bearer ${made.key}` } }).then(
        ({ status }) => status,
      );
    expect(await people()).to.equal(200);
    expect((await grace.get(`${at}/members`)).text).to.contain('/members/actions/leave');
    expect((await leave()).location).to.equal(`${app.url}/galleries`);
    expectRefusal(app, await grace.get(`${at}/`), 404);
    expect([await roleNow(), await people()]).to.deep.equal([undefined, 401]);
    expect(await apiKeys.list(club)).to.deep.equal([]);
    expectRefusal(app, await leave(), 404);
    expect((await ada.get(`${at}/`)).status, 'others stay').to.equal(200);
  });

  it('by somebody in a group opens nothing to a key that outlives it', async () => {
    const key = await app.services.apiKeys.make(club, gracesId, {
      ...{ name: 'Camera', scopes: ['people:read'], expiresAt: null },
    });
    await app.services.catalog.insertInto('leftGalleries').values({ galleryId: club.id, userId: gracesId }).execute();
    const { status } = await fetch(`${app.url}/api/v1/people`, { headers: { authorization: `Bearer ${key.key}` } });
    expect(status).to.equal(401);
  });

  it('lasts when the provider names the group again, and when it gets a stronger role', async () => {
    await leave();
    await app.services.catalog.deleteFrom('userGroups').where('userId', '=', gracesId).execute();
    await putInGroup(app, 'climbers', 'Grace');
    await ada.post(`${at}/members/actions/group`, { name: 'climbers', role: 'owner' });
    expect(await roleNow()).to.equal(undefined);
  });

  it('isn’t undone by a group for members, either', async () => {
    await grace.post(await linkTo(ada, club, { role: 'owner' }));
    expect(await roleNow()).to.equal('owner');
    await leave();
    expect(await roleNow()).to.equal(undefined);
  });

  it('is taken back on the page of galleries while a group lets them in', async () => {
    await leave();
    expect((await grace.get('/galleries')).text)
      .to.contain('Galleries that you have left')
      .and.to.contain(`action="/galleries/actions/return/${club.handle}"`);
    expect((await comeBack(grace)).location).to.equal(`${app.url}${at}/`);
    expect(await roleNow()).to.equal('editor');
    expect((await grace.get('/galleries')).text).not.to.contain('Galleries that you have left');
    expectRefusal(app, await comeBack(grace), 404);
  });

  it('isn’t taken back once no group lets them in, nor by anybody else', async () => {
    await leave();
    const alan = await signIn(app.url, 'Alan');
    expectRefusal(app, await comeBack(alan), 404);
    await app.services.catalog.deleteFrom('userGroups').where('userId', '=', gracesId).execute();
    expect((await grace.get('/galleries')).text).not.to.contain('Galleries that you have left');
    expectRefusal(app, await comeBack(grace), 404);
    await putInGroup(app, 'climbers', 'Grace');
    await ada.post(`${at}/members/actions/remove-group`, { name: 'climbers' });
    expect((await grace.get('/galleries')).text).not.to.contain('Galleries that you have left');
    expectRefusal(app, await comeBack(grace), 404);
  });

  it('is taken back by an invitation: then the group counts again, too', async () => {
    await leave();
    await grace.post(await linkTo(ada, club, { role: 'viewer' }));
    expect(await roleNow()).to.equal('editor');
  });
});
