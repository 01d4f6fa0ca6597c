import { expect } from 'chai';
import { isAtLeast, type Role } from '../../src/gallery/memberships';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { captures } from '../support/elements';
import { makeGallery, personalGalleryOf, putInGroup, userId } from '../support/members';
import { addPhotosOf } from '../support/people';
import { setUpApp } from '../support/set-up-app';
import { countStatements } from '../support/statements';

const MANY = 350;
const ROLES_IN_TURN = ['editor', 'viewer', 'owner'] as const satisfies readonly Role[];

/** A gallery that Alan may open, from 1: every second one by a group. */
const many = Array.from({ length: MANY }, (_, i) => ({
  name: `${i === 299 ? 'Çlüb' : 'Club'} ${String(i + 1).padStart(3, '0')}`,
  handle: '',
  role: ROLES_IN_TURN[i % 3] ?? 'viewer',
}));
const EDITABLE = many.filter(({ role }) => isAtLeast(role, 'editor')).map(({ name }) => name);

describe('more galleries than a request reads', () => {
  let app: TestApp;
  let alan: Browser;
  let ann: string;
  setUpApp(['Alan', 'Grace'], async (...started) => {
    [app, alan] = started;
    await putInGroup(app, 'climbers', 'Alan');
    for (const [i, each] of many.entries()) {
      const gallery = await makeGallery(app, 'Grace', each.name, i % 2 === 0 ? { Alan: each.role } : {});
      const { id: galleryId, handle } = gallery;
      each.handle = handle;
      if (i % 2 === 0) continue;
      await app.services.catalog
        .insertInto('galleryGroups')
        .values({ galleryId, groupName: 'climbers', role: each.role })
        .execute();
    }
    ann = (await addPhotosOf(app, await personalGalleryOf(app, 'Alan'), 'Ann')).handle;
  });

  const far = many[339] ?? { name: '', handle: '' };
  const mainOf = ({ text }: { text: string }) => text.slice(text.indexOf('<main'));
  const listed = (page: { text: string }) => captures(mainOf(page), /<li><a href="[^"]*\/" dir="auto">([^<]+)</g);
  const offered = (page: { text: string }) => captures(page.text, /<option value="[^"]+">([^<]+)</g);
  const linkTo = (page: { text: string }, rel: string) =>
    captures(page.text, new RegExp(`href="([^"]+)" rel="${rel}"`, 'g'))[0]
      ?.replaceAll('&#x3D;', '=')
      .replaceAll('&amp;', '&');
  const wordsOf = (page: { text: string }) =>
    mainOf(page)
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ');

  /** Goes through all pages by their links. */
  async function everyPage(address: string, namesOn: (page: { text: string }) => string[]): Promise<string[]> {
    const names: string[] = [];
    for (let next: string | undefined = address; next; ) {
      const page: { text: string } = await alan.get(next);
      names.push(...namesOn(page));
      next = linkTo(page, 'next');
    }
    return names;
  }

  it('are all opened', async () => {
    for (const { name, handle } of [far, ...many.slice(-3)])
      expect((await alan.get(`/g/${handle}/`)).text).to.contain(`<title>People · ${name} ·`);
    const other = await makeGallery(app, 'Grace', 'Grace’s alone');
    expect((await alan.get(`/g/${other.handle}/`)).status).to.equal(404);
  });

  it('are listed page by page, the personal one first', async () => {
    const first = await alan.get('/galleries');
    expect(listed(first)).to.have.length(50);
    expect(await everyPage('/galleries', listed)).to.deep.equal(['Personal', ...many.map(({ name }) => name)]);
    const last = await alan.get('/galleries?page=8');
    expect([linkTo(last, 'prev'), linkTo(last, 'next')]).to.deep.equal(['/galleries?page=7', undefined]);
    const beyond = await alan.get('/galleries?page=9');
    expect(wordsOf(beyond)).to.contain('There’s no gallery on this page.').and.to.contain('Show all galleries');
  });

  it('are found by a part of their name, in any case, with the pages of what is found', async () => {
    expect(listed(await alan.get('/galleries?q=lub+340'))).to.deep.equal([far.name]);
    expect(await everyPage('/galleries?q=CL%C3%9Bb+2', listed)).to.deep.equal(
      many.map(({ name }) => name).filter((name) => name.startsWith('Club 2')),
    );
    expect(listed(await alan.get('/galleries?q=club+300')), 'without accents').to.deep.equal(['Çlüb 300']);
    expect(wordsOf(await alan.get('/galleries?q=100%25'))).to.contain('No name contains “100%”.');
    expect(listed(await alan.get('/galleries?q=Grace'))).to.deep.equal([]);
  });

  it('are found by the name under which they’re seen', async () => {
    const graces = await personalGalleryOf(app, 'Grace');
    const membership = {
      galleryId: graces.id,
      userId: await userId(app, 'Alan'),
      role: 'viewer',
      joinedAt: 0,
    } as const;
    await app.services.catalog.insertInto('memberships').values(membership).execute();
    expect(listed(await alan.get('/galleries?q=grace%E2%80%99s'))).to.deep.equal(['Grace’s gallery']);
    expect(listed(await alan.get('/galleries?q=personal'))).to.deep.equal(['Personal']);
    await app.services.catalog
      .deleteFrom('memberships')
      .where('galleryId', '=', graces.id)
      .where('joinedAt', '=', 0)
      .execute();
  });

  it('leave the switcher short, with a link that says how many there are', async () => {
    const { text } = await alan.get(`/g/${far.handle}/`);
    const switcher = /<nav class="switcher"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? '';
    expect(captures(switcher, /<a href="([^"]+)/g)).to.have.length(22);
    expect(switcher).to.contain(`aria-current="true">${far.name}<`).and.to.contain('>All 351 galleries<');
  });

  it('can be chosen for a copy: the page says how many more there are, and leads to all of them', async () => {
    const address = `/people/${ann}/copies`;
    const first = await alan.get(address);
    expect(offered(first)).to.deep.equal(EDITABLE.slice(0, 50));
    expect(wordsOf(first)).to.contain(
      `You may edit ${EDITABLE.length - 50} more galleries: search by name, or turn the page.`,
    );
    expect(await everyPage(address, offered)).to.deep.equal(EDITABLE);
    const found = await alan.get(`${address}?move=yes&q=club+1`);
    const matching = EDITABLE.filter((name) => name.startsWith('Club 1'));
    expect(offered(found)).to.deep.equal(matching.slice(0, 50));
    expect(wordsOf(found)).to.contain(`${matching.length - 50} more galleries with “club 1” in the name`);
    expect(linkTo(found, 'next')).to.equal(`${address}?q=club+1&page=2&move=yes`);
    expect(offered(await alan.get(`${address}?q=club+340`))).to.deep.equal([far.name]);
    // Only a viewer's, and the one where the person is.
    for (const q of ['club+341', 'personal'])
      expect(wordsOf(await alan.get(`${address}?q=${q}`))).to.contain('No gallery that you may edit has');
  });

  it('are copied to', async () => {
    const address = `/people/${ann}/copies`;
    expect(wordsOf(await alan.get(`${address}?gallery=${far.handle}`))).to.contain(`To ${far.name}`);
    expect((await alan.get(`${address}?gallery=${many[340]?.handle}`)).status).to.equal(404);
    expect((await alan.post(address, { gallery: far.handle, name: 'Ann' })).status).to.equal(303);
    const { handle } = (await app.services.people.findNamed(await farGallery(), 'Ann')) ?? {};
    const there = `/g/${far.handle}/people/${handle}`;
    expect((await alan.get(there)).text).to.contain(`${there}/copies"`);
    expect(offered(await alan.get(`${there}/copies`))).to.deep.equal(['Personal', ...EDITABLE.slice(0, 49)]);
  });

  it('cost no page a statement that few don’t cost, but a list its own', async () => {
    const linus = await signIn(app.url, 'Linus');
    const few = await makeGallery(app, 'Linus', 'Club');
    const linusAnn = (await addPhotosOf(app, await personalGalleryOf(app, 'Linus'), 'Ann')).handle;
    const counted = await countStatements(app.services.catalog);
    const costs = async (browser: Browser, address: string) => {
      await browser.get(address); // a gallery's index is loaded once
      counted();
      expect((await browser.get(address)).status, address).to.equal(200);
      return counted();
    };
    for (const [path, more] of [
      ['', 0],
      ['/galleries', 1],
      ['/people/:ann', 0],
      ['/people/:ann/copies?gallery=:club', 1],
    ] as const) {
      const ofFew = await costs(linus, path.replace(':ann', linusAnn).replace(':club', few.handle) || '/');
      const ofMany = await costs(alan, path.replace(':ann', ann).replace(':club', many[335]?.handle ?? '') || '/');
      expect(ofMany - ofFew, path).to.equal(more);
    }
    const list = await costs(linus, '/galleries');
    expect(await costs(linus, '/galleries?q=club'), 'a search among few').to.equal(list);
  });

  const farGallery = async () => ({
    ...(await personalGalleryOf(app, 'Grace')),
    ...(await app.services.catalog
      .selectFrom('galleries')
      .selectAll()
      .where('handle', '=', far.handle)
      .executeTakeFirstOrThrow()),
  });
});
