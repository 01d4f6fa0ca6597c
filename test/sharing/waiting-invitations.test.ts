import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { DAY_MS } from '../../src/units';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { dayFromNow } from '../support/invitations';
import { makeGallery, setRole, userId } from '../support/members';
import { sentenceOf } from '../support/refusal';

describe('a waiting invitation', () => {
  let app: TestApp;
  let ada: Browser;
  let grace: Browser;
  let club: Gallery;
  beforeEach(async () => {
    app = await startApp();
    [ada, grace] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Grace')];
    club = await makeGallery(app, 'Ada', 'Climbing club');
    const { catalog } = app.services;
    await catalog.updateTable('users').set({ email: 'grace@example.org' }).where('displayName', '=', 'Grace').execute();
  });
  afterEach(() => app.close());

  const invite = async (by: Browser, { handle }: Gallery, role = 'viewer') => {
    const form = { email: 'grace@example.org', role, end: dayFromNow(7) };
    expect((await by.post(`/g/${handle}/members/actions/person`, form)).status).to.equal(303);
  };
  const saidTo = async (browser: Browser, at = '/') =>
    /<span>(\d+ invitations? waits?) for you\.<\/span> <a [^>]*href="\/galleries">/.exec(
      (await browser.get(at)).text,
    )?.[1];

  it('is told on the dashboard of each gallery, to whom it is for', async () => {
    const own = await makeGallery(app, 'Grace', 'Choir');
    expect(await saidTo(grace)).to.equal(undefined);
    await invite(ada, club);
    expect(await saidTo(ada)).to.equal(undefined);
    for (const at of ['/', `/g/${own.handle}/`]) expect(await saidTo(grace, at)).to.equal('1 invitation waits');
    await invite(ada, await makeGallery(app, 'Ada', 'Chess club'));
    expect(await saidTo(grace)).to.equal('2 invitations wait');
    const [newest, first] = await app.services.joining.pendingOf(await userId(app, 'Grace'));
    await grace.post(`/galleries/actions/accept/${first?.handle}`);
    expect(await saidTo(grace, `/g/${club.handle}/`)).to.equal('1 invitation waits');
    await grace.post(`/galleries/actions/decline/${newest?.handle}`);
    expect(await saidTo(grace)).to.equal(undefined);
  });

  it('isn’t told to somebody who may do as much already, who can accept it from a page of before', async () => {
    await invite(ada, club);
    const graceId = await userId(app, 'Grace');
    const [found] = await app.services.joining.pendingOf(graceId);
    await setRole(app, club, 'Grace', 'editor');
    expect(await saidTo(grace)).to.equal(undefined);
    expect((await grace.get('/galleries')).text).not.to.contain('invited');
    expect((await grace.post(`/galleries/actions/accept/${found?.handle}`)).status).to.equal(303);
    expect(await saidTo(grace)).to.equal(undefined);
    expect((await app.services.members.list(club.id)).map(({ role }) => role)).to.deep.equal(['owner', 'editor']);
  });

  it('isn’t told to who is in by a group that gives as much, and is once it gives less', async () => {
    const { catalog } = app.services;
    await invite(ada, club);
    const graceId = await userId(app, 'Grace');
    await catalog.insertInto('galleryGroups').values({ galleryId: club.id, groupName: 'c', role: 'viewer' }).execute();
    await catalog.insertInto('userGroups').values({ userId: graceId, groupName: 'c' }).execute();
    expect(await saidTo(grace)).to.equal(undefined);
    expect(await app.services.joining.pendingOf(graceId)).to.deep.equal([]);
    await catalog.updateTable('invitations').set({ role: 'editor' }).execute();
    expect(await saidTo(grace)).to.equal('1 invitation waits');
    expect(await app.services.joining.pendingOf(graceId)).to.have.length(1);
  });

  it('ends with another one that gives as much, and stays if it gives more', async () => {
    for (const role of ['viewer', 'editor', 'viewer', 'owner']) await invite(ada, club, role);
    const pending = await app.services.joining.pendingOf(await userId(app, 'Grace'));
    const { handle } = pending.find(({ role }) => role === 'editor') ?? {};
    await grace.post(`/galleries/actions/accept/${handle}`);
    expect((await app.services.invitations.list(club.id)).map(({ role }) => role)).to.deep.equal(['owner']);
    expect(await saidTo(grace)).to.equal('1 invitation waits');
  });

  it('is made neither of oneself, nor refused for the address of another member, which owners don’t know', async () => {
    const { catalog } = app.services;
    await setRole(app, club, 'Grace', 'owner');
    const form = { email: 'Grace@example.org', role: 'viewer', end: dayFromNow(7) };
    const refused = await grace.post(`/g/${club.handle}/members/actions/person`, form);
    expect([refused.status, sentenceOf(refused)]).to.deep.equal([409, 'That’s you: you own this gallery already.']);
    await invite(ada, club);
    expect(await saidTo(grace)).to.equal(undefined);
    expect(await catalog.selectFrom('invitations').select('email').execute()).to.have.length(1);
  });

  it('isn’t told any more once it opens nothing', async () => {
    const { catalog } = app.services;
    const adasId = await userId(app, 'Ada');
    const suspend = (suspendedAt: number | null) =>
      catalog.updateTable('users').set({ suspendedAt }).where('id', '=', adasId).execute();
    const endAt = (expiresAt: number) => catalog.updateTable('invitations').set({ expiresAt }).execute();
    await signIn(app.url, 'Bea');
    await setRole(app, club, 'Bea', 'owner');
    await invite(ada, club);
    expect(await saidTo(grace)).to.equal('1 invitation waits');
    await setRole(app, club, 'Ada', 'editor');
    expect(await saidTo(grace)).to.equal(undefined);
    await catalog
      .insertInto('galleryGroups')
      .values({ galleryId: club.id, groupName: 'climbers', role: 'owner' })
      .execute();
    await catalog.insertInto('userGroups').values({ userId: adasId, groupName: 'climbers' }).execute();
    expect(await saidTo(grace)).to.equal('1 invitation waits');
    await suspend(1);
    expect(await saidTo(grace)).to.equal(undefined);
    await suspend(null);
    await endAt(Date.now() - 1);
    expect(await saidTo(grace)).to.equal(undefined);
    await endAt(Date.now() + DAY_MS);
    expect(await saidTo(grace)).to.equal('1 invitation waits');
    await catalog.updateTable('galleries').set({ deletedAt: 1 }).where('id', '=', club.id).execute();
    expect(await saidTo(grace)).to.equal(undefined);
  });
});
