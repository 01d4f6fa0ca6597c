import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { roleIn } from '../../src/gallery/memberships';
import { isBacked } from '../../src/sharing/invitation-rows';
import { ApiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { dayFromNow, linkTo } from '../support/invitations';
import { everythingKept } from '../support/kept';
import { makeGallery, putInGroup, setRole, userId } from '../support/members';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm } from '../support/photos';
import { expectNothingLeft, expectRefusal, sentenceOf } from '../support/refusal';

/** What a browser says of a link on another site that was followed. */
const LINKED = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };

describe('a shared gallery', () => {
  let app: TestApp;
  let ada: Browser;
  let ed: Browser;
  let vi: Browser;
  let mallory: Browser;
  let club: Gallery;
  let at: string;
  beforeEach(async () => {
    app = await startApp({ RATE_MISSES: '20' });
    [ada, ed, vi, mallory] = [
      await signIn(app.url, 'Ada'),
      await signIn(app.url, 'Ed'),
      await signIn(app.url, 'Vi'),
      await signIn(app.url, 'Mallory'),
    ];
    club = await makeGallery(app, 'Ada', 'Climbing club', { Ed: 'editor', Vi: 'viewer' });
    at = `/g/${club.handle}`;
  });
  afterEach(() => app.close());

  const rolesNow = async () => {
    const found = await app.services.members.list(club.id);
    return Object.fromEntries(found.map(({ displayName, role }) => [displayName, role]));
  };
  const action = async (name: string, who: string) => `${at}/members/actions/${name}/${await userId(app, who)}`;

  it('abuse 217: takes nobody in by a link that was used, has expired, was revoked, or never was, and says the same of each', async () => {
    const used = await linkTo(ada, club);
    await vi.post(used); // is a viewer already, so it isn't used up
    const edith = await signIn(app.url, 'Edith');
    await edith.post(used);
    const revoked = await linkTo(ada, club);
    await ada.post(`${at}/members/actions/revoke/${onlyOf(await app.services.invitations.list(club.id)).handle}`);
    const expired = await linkTo(ada, club);
    await app.services.catalog
      .updateTable('invitations')
      .set({ expiresAt: Date.now() - 1 })
      .where('endedAt', 'is', null)
      .execute();
    const sentences = new Set<string>();
    for (const link of [used, revoked, expired, `/invitations/${'A'.repeat(43)}`, '/invitations/x']) {
      for (const send of [() => mallory.get(link), () => mallory.post(link)]) {
        const page = await expectNothingLeft(app, 404, send);
        expect(page.text).not.to.contain('Climbing club');
        sentences.add(sentenceOf(page));
      }
    }
    expect([...sentences]).to.have.length(1);
    expect(Object.keys(await rolesNow())).to.have.members(['Ada', 'Ed', 'Vi', 'Edith']);
  });

  it('abuse 217: takes only one in by a link for one use, however many come at once', async () => {
    const link = await linkTo(ada, club);
    const crowd = await Promise.all(['One', 'Two', 'Three', 'Four', 'Five'].map((name) => signIn(app.url, name)));
    const answers = await Promise.all(crowd.map((each) => each.post(link)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 404, 404, 404, 404]);
    expect(Object.keys(await rolesNow())).to.have.length(4);
  });

  it('abuse 218: stops whoever guesses links, which have 256 random bits that are nowhere but in the link', async () => {
    const link = await linkTo(ada, club);
    const token = link.replace('/invitations/', '');
    expect(Buffer.from(token, 'base64url')).to.have.length(32);
    expect(JSON.stringify(await everythingKept(app))).not.to.contain(token);
    const statuses = [];
    for (let i = 0; i < 25; i += 1)
      statuses.push((await mallory.get(`/invitations/${'A'.repeat(42)}${i % 10}`)).status);
    expect(statuses.slice(0, 20)).to.deep.equal(Array(20).fill(404));
    expect(statuses.at(-1)).to.equal(429);
    expect((await mallory.post(link)).status).to.equal(429);
  });

  it('abuse 218: keeps a link out of the log and from other sites', async () => {
    const link = await linkTo(ada, club, { uses: 'many' });
    const token = link.replace('/invitations/', '');
    const visitor = await signIn(app.url, 'Edith');
    await visitor.post('/logout');
    for (const address of [link, `${link}/more`, `/g/${club.handle}${link}`, `${link}?x=y`]) {
      for (const browser of [visitor, mallory]) {
        const page = await browser.get(address);
        expect(page.headers.get('Referrer-Policy')).to.equal('same-origin');
        expect(page.headers.get('Cache-Control')).to.match(/no-store/);
      }
    }
    await mallory.post(link);
    await visitor.open(link);
    expect(app.logged.some(({ path }) => path === '/invitations/…')).to.equal(true);
    expect(JSON.stringify(app.logged)).not.to.contain(token);
  });

  it('abuse 219: gives no role to whoever writes one into a form', async () => {
    const edsId = await userId(app, 'Ed');
    const fields = { role: 'owner', name: 'Climbing club', end: dayFromNow(7), uses: 'many', email: 'ed@example.org' };
    const before = await everythingKept(app);
    for (const browser of [ed, vi])
      for (const name of [
        `role/${edsId}`,
        `remove/${await userId(app, 'Ada')}`,
        `storage/${edsId}`,
        'link',
        'person',
        'group',
        'remove-group',
      ])
        expectRefusal(app, await browser.post(`${at}/members/actions/${name}`, fields), 403);
    for (const name of ['rename', 'delete']) expectRefusal(app, await ed.post(`${at}/gallery/${name}`, fields), 403);
    expect(await everythingKept(app)).to.deep.equal(before);
    const link = await linkTo(ada, club, { role: 'viewer' });
    await mallory.post(link, { role: 'owner', as: 'owner', galleryId: '1', userId: '1' });
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Ed: 'editor', Vi: 'viewer', Mallory: 'viewer' });
  });

  it('abuse 219: gives a member’s keys to owners and their maker alone', async () => {
    const made = { name: 'Camera of Ada', scopes: ['people:read'] as const, expiresAt: null };
    const { handle, key } = await app.services.apiKeys.make(club, await userId(app, 'Ada'), made);
    expect((await ed.get(`${at}/keys`)).text).not.to.contain('Camera of Ada');
    expectRefusal(app, await ed.post(`${at}/keys/actions/revoke/${handle}`), 404);
    expect((await new ApiClient(app.url, key).get('/people')).status).to.equal(200);
    const { handle: edsKey } = await app.services.apiKeys.make(club, await userId(app, 'Ed'), made);
    expect((await ada.post(`${at}/keys/actions/revoke/${edsKey}`)).status).to.equal(303);
  });

  it('abuse 219: is pushed on nobody: owners name only groups that they are in, and may make less of others', async () => {
    const group = (name: string, fields: object) =>
      ada.post(`${at}/members/actions/${name}`, { name: 'staff', ...fields });
    await putInGroup(app, 'staff', 'Mallory');
    const refused = await expectNothingLeft(app, 403, () => group('group', { role: 'viewer' }));
    expect(sentenceOf(refused)).to.equal(
      'You can give a role only to groups that you were in when you last signed in.',
    );
    expect((await mallory.get('/galleries')).text).not.to.contain('Climbing club');
    await putInGroup(app, 'staff', 'Ada');
    expect((await group('group', { role: 'editor' })).status).to.equal(303);
    await app.services.catalog
      .deleteFrom('userGroups')
      .where('userId', '=', await userId(app, 'Ada'))
      .execute();
    await expectNothingLeft(app, 403, () => group('group', { role: 'owner' }));
    expect((await group('group', { role: 'viewer' })).status).to.equal(303);
    expect((await group('remove-group', {})).status).to.equal(303);
  });

  it('abuse 220: keeps an owner when all of them leave, remove or weaken each other at once', async () => {
    await setRole(app, club, 'Ed', 'owner');
    await setRole(app, club, 'Vi', 'owner');
    const leave = `${at}/members/actions/leave`;
    const left = await Promise.all([ada, ed, vi].map((each) => each.post(leave)));
    expect(left.map(({ status }) => status).sort()).to.deep.equal([303, 303, 409]);
    const [last = ''] = Object.keys(await rolesNow());
    expect(await rolesNow()).to.deep.equal({ [last]: 'owner' });

    const other = last === 'Ed' ? 'Vi' : 'Ed';
    await setRole(app, club, other, 'owner');
    const browsers = { Ada: ada, Ed: ed, Vi: vi } as Record<string, Browser>;
    const [one, two] = [browsers[last], browsers[other]];
    const answers = await Promise.all([
      one?.post(await action('remove', other)),
      two?.post(await action('role', last), { role: 'viewer' }),
      one?.post(leave),
      two?.post(leave),
    ]);
    expect(answers.map((each) => each?.status)).not.to.include(500);
    expect(Object.values(await rolesNow())).to.include('owner');
    const { ownerId } = await app.services.catalog
      .selectFrom('galleries')
      .select('ownerId')
      .where('id', '=', club.id)
      .executeTakeFirstOrThrow();
    const owners = (await app.services.members.list(club.id)).filter(({ role }) => role === 'owner');
    expect(owners.map(({ userId: id }) => id)).to.include(ownerId);
  });

  it('abuse 220: keeps an owner who may sign in: nobody suspended counts as another one', async () => {
    await setRole(app, club, 'Ed', 'owner');
    const suspend = (suspendedAt: number | null) =>
      app.services.catalog.updateTable('users').set({ suspendedAt }).where('displayName', '=', 'Ed').execute();
    await suspend(Date.now());
    await expectNothingLeft(app, 409, () => ada.post(`${at}/members/actions/leave`));
    const toViewer = await action('role', 'Ada');
    await expectNothingLeft(app, 409, () => ada.post(toViewer, { role: 'viewer' }));
    await suspend(null);
    expect((await ada.post(`${at}/members/actions/leave`)).status).to.equal(303);
  });

  it('abuse 221: is closed at once to a member who was removed: in open tabs, by keys, and by links they know', async () => {
    await ada.post(`${at}/images`, photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea of the club' }));
    const link = await linkTo(ada, club, { uses: 'many', role: 'editor' });
    const tab = await ed.get(`${at}/`);
    expect(tab.text).to.contain('Bea of the club');
    const photo = /src="([^"]+\/images\/[^"]+)"/.exec(tab.text)?.[1] ?? '';
    const client = new ApiClient(
      app.url,
      (
        await app.services.apiKeys.make(club, await userId(app, 'Ed'), {
          name: 'Ed’s',
          scopes: ['people:read', 'people:write'],
          expiresAt: null,
        })
      ).key,
    );
    expect((await client.get('/people')).status).to.equal(200);
    await ada.post(await action('remove', 'Ed'));
    const before = await everythingKept(app);
    const asked = [
      await ed.get(`${at}/`),
      await ed.get(photo),
      await ed.post(`${at}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Late' })),
      await ed.post(link),
    ];
    for (const page of asked) {
      expectRefusal(app, page, 404);
      expect(page.text).not.to.match(/of the club|Climbing/);
    }
    expect((await client.get('/people')).status).to.equal(401);
    expect((await ed.get('/')).text).not.to.contain('Climbing club');
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 221: gives nothing back to a member who was made less, by a link or an invitation that they know', async () => {
    const roleOf = async (name: string) => (await rolesNow())[name];
    await ada.post(await action('role', 'Ed'), { role: 'viewer' });
    const [asEditor, asViewer] = [
      await linkTo(ada, club, { role: 'editor', uses: 'many' }),
      await linkTo(ada, club, { role: 'viewer', uses: 'many' }),
    ];
    await app.services.catalog
      .updateTable('users')
      .set({ email: 'ed@example.org' })
      .where('id', '=', await userId(app, 'Ed'))
      .execute();
    await ed.post(asEditor);
    expect(await roleOf('Ed')).to.equal('editor');
    const invite = (email: string) =>
      ada.post(`${at}/members/actions/person`, { email, role: 'owner', end: dayFromNow(7) });
    await invite('ed@example.org');
    await invite('edith@example.org');
    const [toEd] = await app.services.joining.pendingOf(await userId(app, 'Ed'));
    await ada.post(await action('role', 'Ed'), { role: 'viewer' });
    expectRefusal(app, await ed.post(asEditor), 404);
    expectRefusal(app, await ed.post(`/galleries/actions/accept/${toEd?.handle}`), 404);
    expect(await roleOf('Ed')).to.equal('viewer');
    expect((await mallory.get(asViewer)).status, 'a link that gives no more').to.equal(200);
    const left = await app.services.invitations.list(club.id);
    expect(left.map(({ email, role }) => [email, role])).to.have.deep.members([
      ['edith@example.org', 'owner'],
      [null, 'viewer'],
    ]);
  });

  for (const [how, form, left] of [
    ['loses its role', { name: 'climbers' }, undefined],
    ['is made less', { name: 'climbers', role: 'viewer' }, 'viewer'],
  ] as const)
    it(`abuse 221: gives nothing back to those whose group ${how}, by a link or an invitation that they know`, async () => {
      const { catalog } = app.services;
      await putInGroup(app, 'climbers', 'Ada', 'Mallory');
      const mallorysId = await userId(app, 'Mallory');
      await catalog.updateTable('users').set({ email: 'm@example.org' }).where('id', '=', mallorysId).execute();
      await ada.post(`${at}/members/actions/group`, { name: 'climbers', role: 'owner' });
      const link = await linkTo(ada, club, { role: 'editor', uses: 'many' });
      await linkTo(mallory, club, { role: 'viewer', uses: 'many' });
      await ada.post(`${at}/members/actions/person`, { email: 'm@example.org', role: 'editor', end: dayFromNow(7) });
      const [toMallory] = await app.services.invitations.list(club.id);
      expect(toMallory?.email).to.equal('m@example.org');
      await ada.post(`${at}/members/actions/${left ? 'group' : 'remove-group'}`, form);
      expectRefusal(app, await mallory.post(link), 404);
      expectRefusal(app, await mallory.post(`/galleries/actions/accept/${toMallory?.handle}`), 404);
      expect(await roleIn(catalog, club.id, mallorysId)).to.equal(left);
      expect(await app.services.invitations.list(club.id), 'what owners by the group have made').to.deep.equal([]);
    });

  it('abuse 222: takes nobody in by an address that another site opens, or by a read', async () => {
    const link = await linkTo(ada, club);
    const before = await everythingKept(app);
    for (const method of ['GET', 'HEAD'])
      expect((await mallory.request(method, link, { headers: LINKED })).status).to.equal(200);
    const foreign = await mallory.post(link, {}, { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' });
    expectRefusal(app, foreign, 403);
    expect(await everythingKept(app)).to.deep.equal(before);
    expect(await rolesNow()).not.to.have.property('Mallory');
  });

  it('abuse 223: knows no invitation whose maker is no owner any more', async () => {
    await setRole(app, club, 'Ed', 'owner');
    const link = await linkTo(ed, club, { role: 'owner', uses: 'many' });
    const mallorysId = await userId(app, 'Mallory');
    await app.services.catalog
      .updateTable('users')
      .set({ email: 'mallory@example.org' })
      .where('id', '=', mallorysId)
      .execute();
    await ed.post(`${at}/members/actions/person`, { email: 'mallory@example.org', role: 'owner', end: dayFromNow(7) });
    const [toMallory] = await app.services.joining.pendingOf(mallorysId);
    await setRole(app, club, 'Ed', 'editor'); // by a group that they left, say: nothing but the role has changed
    for (const send of [
      () => mallory.get(link),
      () => mallory.post(link),
      () => mallory.post(`/galleries/actions/accept/${toMallory?.handle}`),
    ])
      await expectNothingLeft(app, 404, send);
    expect(await app.services.joining.pendingOf(mallorysId)).to.deep.equal([]);
    await setRole(app, club, 'Ed', 'owner');
    expect(await isBacked(app.services.catalog, onlyOf(await app.services.joining.pendingOf(mallorysId)))).to.equal(
      true,
    );
    await ada.post(await action('role', 'Ed'), { role: 'editor' });
    await ada.post(await action('role', 'Ed'), { role: 'owner' });
    expectRefusal(app, await mallory.post(link), 404);
    expect(await rolesNow()).not.to.have.property('Mallory');
  });

  it('abuse 223: revives nothing once somebody is back in a group that they had lost', async () => {
    const { catalog, users, apiKeys, formerMembers, invitations } = app.services;
    const { id, issuer, subject } = await catalog
      .selectFrom('users')
      .selectAll()
      .where('displayName', '=', 'Mallory')
      .executeTakeFirstOrThrow();
    const signInWith = (...groups: string[]) =>
      users.signIn(issuer, subject, { displayName: 'Mallory', email: null, groups });
    await putInGroup(app, 'climbers', 'Ada', 'Mallory');
    await ada.post(`${at}/members/actions/group`, { name: 'climbers', role: 'owner' });
    const link = await linkTo(mallory, club, { uses: 'many', role: 'owner' });
    const made = { name: 'Mallory’s', scopes: ['people:read'] as const, expiresAt: null };
    const client = new ApiClient(app.url, (await apiKeys.make(club, id, made)).key);
    const result = (name: string, shared: number) => ({
      ...{ id: name, galleryId: club.id, userId: id, shared, path: `${club.folder}/${name}.jpg`, width: 1, height: 1 },
      ...{ createdAt: Date.now(), expiresAt: Date.now() + 60_000, pictureHash: null, originId: null },
    });
    await catalog
      .insertInto('recognitions')
      .values([result('own', 0), result('shared', 1)])
      .execute();
    await catalog.updateTable('users').set({ suspendedAt: Date.now() }).where('id', '=', id).execute();
    await formerMembers.tidy();
    expect((await apiKeys.list(club)).length, 'what somebody suspended has').to.equal(1);
    expect(await invitations.list(club.id)).to.have.length(1);
    await catalog.updateTable('users').set({ suspendedAt: null }).where('id', '=', id).execute();

    await signInWith('others');
    expect(await apiKeys.list(club), 'keys go with the sign-in').to.deep.equal([]);
    await formerMembers.tidy();
    await signInWith('climbers');
    expect((await mallory.get(`${at}/`)).status).to.equal(200);
    expect((await client.get('/people')).status).to.equal(401);
    expectRefusal(app, await ed.post(link), 404);
    const left = await catalog.selectFrom('recognitions').select('id').where('galleryId', '=', club.id).execute();
    expect(left).to.deep.equal([{ id: 'shared' }]);
  });

  it('abuse 224: takes no member, invitation or group of another gallery for its own', async () => {
    const own = await makeGallery(app, 'Mallory', 'Own of Mallory');
    const [edsId, adasId] = [await userId(app, 'Ed'), await userId(app, 'Ada')];
    await linkTo(ada, club);
    await putInGroup(app, 'climbers', 'Ada');
    await app.services.members.setGroup({ galleryId: club.id, byUser: adasId }, { name: 'climbers', role: 'viewer' });
    const { handle } = onlyOf(await app.services.invitations.list(club.id));
    const place = `/g/${own.handle}/members/actions`;
    for (const [name, form] of [
      [`role/${edsId}`, { role: 'owner' }],
      [`remove/${edsId}`, {}],
      [`storage/${adasId}`, {}],
      [`revoke/${handle}`, {}],
      ['remove-group', { name: 'climbers' }],
      [`role/${edsId}e0`, { role: 'owner' }],
      ['role/-1', { role: 'owner' }],
      [`role/${'9'.repeat(400)}`, { role: 'owner' }],
    ] as const)
      await expectNothingLeft(app, 404, () => mallory.post(`${place}/${name}`, form));
    await expectNothingLeft(app, 404, () => mallory.post(`${at}/members/actions/role/${edsId}`, { role: 'viewer' }));
  });
});
