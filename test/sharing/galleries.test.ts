import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { linkTo } from '../support/invitations';
import { makeGallery, personalGalleryOf, setRole, userId } from '../support/members';
import { BEA, cropFace, photoForm } from '../support/photos';
import { expectRefusal, sentenceOf } from '../support/refusal';

describe('the galleries of a user', () => {
  let app: TestApp;
  let ada: Browser;
  let grace: Browser;
  beforeEach(async () => {
    app = await startApp();
    [ada, grace] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Grace')];
  });
  afterEach(() => app.close());

  const switcherOf = ({ text }: { text: string }) => /<nav class="switcher"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? '';

  it('are made with a name, and opened', async () => {
    const { location = '' } = await ada.post('/galleries', { name: '  Climbing   club ' });
    expect(new URL(location).pathname).to.match(/^\/g\/[a-z0-9]{16}\/$/);
    const page = await ada.get(location);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('<title>People · Climbing club · FamiliarFaces</title>');
    const { text } = await ada.get('/galleries');
    expect(text).to.match(/>Personal<[\s\S]*your personal gallery[\s\S]*>Climbing club<[\s\S]*Owner/);
    for (const [name, status] of [
      ['', 400],
      ['x'.repeat(101), 422],
    ] as const)
      expectRefusal(app, await ada.post('/galleries', { name }), status);
  });

  it('of one owner have different names, in any case; others’ may have the same', async () => {
    const club = await makeGallery(app, 'Ada', 'Climbing club', { Grace: 'owner' });
    const zoo = await makeGallery(app, 'Ada', 'Zoo');
    const rename = (browser: Browser, { handle }: { handle: string }, name: string) =>
      browser.post(`/g/${handle}/gallery/rename`, { name });
    for (const refused of [
      await ada.post('/galleries', { name: 'CLIMBING  club' }),
      await ada.post('/galleries', { name: 'personal' }),
      await rename(ada, zoo, 'climbing Club'),
    ]) {
      expectRefusal(app, refused, 409);
      expect(sentenceOf(refused)).to.equal('There is a gallery with this name already. Please choose another name.');
    }
    const names = await app.services.catalog
      .selectFrom('galleries')
      .select('name')
      .where('ownerId', '=', zoo.ownerId)
      .execute();
    expect(names.map(({ name }) => name)).to.have.members(['Personal', 'Climbing club', 'Zoo']);
    expect((await rename(ada, zoo, 'ZOO')).status, 'its own name').to.equal(303);
    expect((await grace.post('/galleries', { name: 'Climbing club' })).status).to.equal(303);
    // A co-owner doesn't learn what the owner's other galleries are called.
    expect((await rename(grace, club, 'Zoo')).status).to.equal(303);
  });

  it('are at most fifty of one’s own', async () => {
    const before = await personalGalleryOf(app, 'Ada');
    for (let i = 1; i < 50; i += 1) await makeGallery(app, 'Ada', `Gallery ${i}`);
    const refused = await ada.post('/galleries', { name: 'One more' });
    expectRefusal(app, refused, 409);
    expect(sentenceOf(refused)).to.equal('You have 50 galleries already. Please delete one first.');
    expect((await grace.post('/galleries', { name: 'Hers' })).status).to.equal(303);
    expect(before.name).to.equal('Personal');
  });

  it('are in the switcher up to twenty, with the one that is open; the page of galleries lists the others', async () => {
    await makeGallery(app, 'Ada', 'Zoo');
    for (let i = 1; i <= 25; i += 1) await makeGallery(app, 'Ada', `Club ${i}`, { Grace: 'viewer' });
    const zoo = await makeGallery(app, 'Ada', 'Zoo of Grace', { Grace: 'viewer' });
    const namesIn = (html: string) => [...html.matchAll(/ dir="auto"[^>]*>([^<]+)</g)].map(([, name]) => name);
    const shown = namesIn(switcherOf(await grace.get('/')));
    expect([shown.length, shown[0]]).to.deep.equal([20, 'Personal']);
    const inZoo = switcherOf(await grace.get(`/g/${zoo.handle}/`));
    expect(namesIn(inZoo).length).to.equal(21);
    expect(inZoo).to.contain('aria-current="true">Zoo of Grace<').and.to.contain('href="/galleries"');
    expect(
      namesIn((await grace.get('/galleries')).text).filter((name) => name?.startsWith('Club')),
    ).to.have.length.at.least(25);
  });

  it('have a switcher on every page once there are two, with links that lead from each to each', async () => {
    expect(switcherOf(await ada.get('/'))).to.equal('');
    const club = await makeGallery(app, 'Ada', 'Climbing club');
    for (const [address, current] of [
      ['/settings', 'Personal'],
      [`/g/${club.handle}/recognition`, 'Climbing club'],
    ] as const) {
      const bar = switcherOf(await ada.get(address));
      expect(/<summary>[\s\S]*<bdi>([^<]+)</.exec(bar)?.[1]).to.equal(current);
      const links = [...bar.matchAll(/<a href="([^"]+)"[^>]*?( aria-current="true")?>([^<]+)</g)];
      expect(links.map(([, href, isCurrent, name]) => [href, isCurrent !== undefined, name])).to.deep.equal([
        ['/', current === 'Personal', 'Personal'],
        [`/g/${club.handle}/`, current === 'Climbing club', 'Climbing club'],
        ['/galleries', false, 'All galleries'],
      ]);
    }
  });

  it('never mix in two tabs: a notice of one isn’t shown in another', async () => {
    const club = await makeGallery(app, 'Ada', 'Climbing club');
    await ada.post(
      `/g/${club.handle}/images`,
      photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea of the club' }),
    );
    expect((await ada.get('/')).text).not.to.contain('Bea of the club');
    expect((await ada.get('/account')).text).not.to.contain('Bea of the club');
    expect((await ada.get(`/g/${club.handle}/`)).text).to.contain('alert alert-success notice');
  });

  it('get another name by their owners', async () => {
    const club = await makeGallery(app, 'Ada', 'Climbing club', { Grace: 'editor' });
    const address = `/g/${club.handle}/gallery/rename`;
    expectRefusal(app, await grace.post(address, { name: 'Grace’s' }), 403);
    await ada.post(address, { name: 'Alpine club' });
    expect((await grace.get('/galleries')).text).to.contain('Alpine club');
    expectRefusal(app, await ada.post(address, { name: ' ' }), 400);
  });

  it('are deleted by an owner who types the name, for all members, with every file', async () => {
    const club = await makeGallery(app, 'Ada', 'Climbing club', { Grace: 'editor' });
    const at = `/g/${club.handle}`;
    await ada.post(`${at}/images`, photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const folder = path.join(app.dataDir, 'uploads', club.folder);
    expect(existsSync(folder)).to.equal(true);
    expectRefusal(app, await grace.post(`${at}/gallery/delete`, { name: 'Climbing club' }), 403);
    expect((await ada.get(`${at}/gallery/delete`)).text).to.contain('1 person with 1 photo');
    expectRefusal(app, await ada.post(`${at}/gallery/delete`, { name: 'climbing club' }), 400);
    expect((await grace.get(`${at}/`)).status).to.equal(200);
    expect((await ada.post(`${at}/gallery/delete`, { name: 'Climbing club' })).location).to.equal(
      `${app.url}/galleries`,
    );
    for (const browser of [ada, grace]) expectRefusal(app, await browser.get(`${at}/`), 404);
    expect(existsSync(folder)).to.equal(false);
    expect((await ada.get('/')).status, 'her account').to.equal(200);
  });

  it('that are personal can be shared, but are deleted with their account only', async () => {
    const gallery = await personalGalleryOf(app, 'Ada');
    await setRole(app, gallery, 'Grace', 'owner');
    for (const [browser, at, name] of [
      [ada, '', 'Personal'],
      [grace, `/g/${gallery.handle}`, 'Ada’s gallery'],
    ] as const)
      expectRefusal(app, await browser.post(`${at}/gallery/delete`, { name }), 409);
    expect((await grace.get(`/g/${gallery.handle}/`)).status).to.equal(200);
  });

  it('that are personal are called by their owner’s name where others see them, until they get another name', async () => {
    const gallery = await personalGalleryOf(app, 'Ada');
    await setRole(app, gallery, 'Grace', 'owner');
    const at = `/g/${gallery.handle}`;
    const seen = 'Ada’s gallery';
    for (const page of ['/galleries', `${at}/`, `${at}/members`]) expect((await grace.get(page)).text).to.contain(seen);
    expect(switcherOf(await grace.get('/'))).to.contain(seen);
    expect(switcherOf(await grace.get('/')).match(/>Personal</g)).to.have.length(2);
    expect((await grace.get('/account/delete')).text).to.contain(seen);
    expect((await ada.get('/galleries')).text).not.to.contain(seen);
    expect((await ada.get('/members')).text).to.contain(`under the name <bdi>${seen}</bdi>`);
    expect((await grace.get(await linkTo(ada, gallery))).text).to.contain(`Join <bdi>${seen}</bdi>?`);
    const key = await app.services.apiKeys.make(gallery, await userId(app, 'Grace'), {
      ...{ name: 'Camera', scopes: ['people:read'], expiresAt: null },
    });
    const me = await fetch(`${app.url}/api/v1/me`, { headers: { authorization: `Bearer ${key.key}` } });
    expect(((await me.json()) as { gallery: { name: string } }).gallery.name).to.equal(seen);
    await grace.post(`${at}/gallery/rename`, { name: 'Family' });
    for (const each of [ada, grace])
      expect((await each.get('/galleries')).text)
        .to.contain('Family')
        .and.not.to.contain(seen);
  });

  it('show viewers and editors no form and no link that isn’t for them', async () => {
    const club = await makeGallery(app, 'Ada', 'Climbing club', { Grace: 'viewer' });
    const at = `/g/${club.handle}`;
    const empty = await grace.get(`${at}/`);
    expect(empty.text).to.contain('Editors and owners of this gallery can add people.');
    expect(empty.text).not.to.match(/action="[^"]*\/images"/);
    const added = await ada.post(`${at}/images`, photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    expect(added.status).to.equal(303);
    const { handle } = await app.services.catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
    const pages = ['/', `/people/${handle}`, '/settings', '/account', '/activity', '/members'];
    const offered = async () => {
      const found = new Set<string>();
      for (const page of pages)
        for (const [, address = ''] of (await grace.get(at + page)).text.matchAll(
          /(?:formaction|action|href)="([^"#]+)"/g,
        ))
          found.add(address.replace(at, '').replace(handle, ':handle').replace(/\?.*/, ''));
      return [...found];
    };
    const EDITING = [
      '/images',
      '/people/:handle/rename',
      '/people/:handle/merge',
      '/people/:handle/cover',
      '/account/imports',
      '/ignored',
    ];
    const OWNING = [
      '/people/:handle/delete',
      '/account/export',
      '/webhooks',
      '/audit',
      '/members/actions/link',
      '/gallery/rename',
    ];
    const asViewer = await offered();
    for (const each of [...EDITING, ...OWNING]) expect(asViewer, each).not.to.include(each);
    expect(asViewer).to.include.members(['/recognition', '/keys', '/members/actions/leave']);
    await setRole(app, club, 'Grace', 'editor');
    const asEditor = await offered();
    expect(asEditor).to.include.members(EDITING);
    for (const each of OWNING) expect(asEditor, each).not.to.include(each);
    await setRole(app, club, 'Grace', 'owner');
    expect(await offered()).to.include.members([...EDITING, ...OWNING]);
  });
});
