import path from 'node:path';
import { expect } from 'chai';
import { type Gallery, requireGallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { Browser, type Page, signIn } from '../support/browser';
import { capture, elementAt, firstOf, onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { unescaped } from '../support/pages';
import { galleryOf } from '../support/people';
import { facelessPhoto, samplePhoto } from '../support/photos';
import { addAdaAndBea, facesOn, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

const HOUR_MS = 60 * 60 * 1000;

/** The entries of a history page: address, names and HTML. */
const entriesOn = ({ text }: Page) =>
  text
    .split('<li class="history-entry">')
    .slice(1)
    .map((html) => ({
      url: /<h2[^>]*><a href="([^"]+)"/.exec(html)?.[1] ?? '',
      who: unescaped(/<h2[^>]*><a[^>]*>([\s\S]*?)<\/a>/.exec(html)?.[1] ?? '').replace(/<[^>]+>/g, ''),
      html,
    }));

describe('the history', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;
  let person: Record<'Ada' | 'Bea', string>;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
    person = await addAdaAndBea(app, grace, gallery);
  });
  afterEach(async () => {
    const { catalog, recognitionRemoval } = app.services;
    for (const { id } of await catalog.selectFrom('galleries').select('id').execute())
      await recognitionRemoval.removeAll(await requireGallery(catalog, id));
  });

  const open = (query = '', browser = grace) => browser.open(`/recognition${query}`);
  const stored = () => filesBelow(app.dataDir).filter((file) => file.startsWith('recognitions'));
  /** Moves a result into the past. */
  const age = (page: Page, hours: number) =>
    app.services.catalog
      .updateTable('recognitions')
      .set(({ eb }) => ({ createdAt: eb('createdAt', '-', hours * HOUR_MS) }))
      .where('id', '=', path.basename(new URL(page.url).pathname))
      .execute();
  /** Adds many results without faces. */
  async function keepMany(count: number): Promise<void> {
    const jpeg = await facelessPhoto();
    for (let i = 0; i < count; i++)
      await app.services.recognitions.add(
        { gallery, userId: gallery.ownerId },
        { picture: { jpeg, width: 640, height: 480 }, faces: [] },
      );
  }

  it('says what to do first when it is empty', async () => {
    expect((await open()).text)
      .to.include('No recent results')
      .and.include('for 1 day');
  });

  it('lists past results, the newest first: when, who, and how many are unknown', async () => {
    const older = await recognize(grace, samplePhoto(1));
    await age(older, 2);
    const newer = await recognize(grace, samplePhoto(3));
    const entries = entriesOn(await open());
    expect(entries.map(({ url }) => url)).to.deep.equal([newer, older].map(({ url }) => new URL(url).pathname));
    expect(entries.map(({ who }) => who)).to.deep.equal(['Ada', 'Bea, Ada']);
    const { html } = firstOf(entries);
    expect(html).to.include('3 faces, 2 unknown');
    const machine = capture(html, /<time datetime="([^"]+)">/);
    const text = capture(html, /<time [^>]*>([^<]+) UTC<\/time>/);
    expect(Date.now() - Date.parse(machine)).to.be.within(0, 60_000);
    expect(Date.parse(`${text} UTC`)).to.equal(Math.floor(Date.parse(machine) / 60_000) * 60_000);
  });

  it('opens a result again', async () => {
    await recognize(grace, samplePhoto(3));
    const { url, html } = onlyOf(entriesOn(await open()));
    expect(facesOn(await grace.open(url)).map(({ heading }) => heading)).to.deep.equal(['Unknown', 'Ada', 'Unknown']);
    const photo = capture(html, /<img src="([^"]+)"/);
    expect((await grace.get(unescaped(photo))).headers.get('Content-Type')).to.equal('image/jpeg');
  });

  it('names people by today’s gallery and verdicts, without reading a photo again', async () => {
    const dora = await signIn(app.url, 'Dora');
    const result = await recognize(dora, samplePhoto(3));
    const who = async () => entriesOn(await open('', dora)).map((each) => each.who);
    expect(await who()).to.deep.equal(['No one recognized']);
    await addAdaAndBea(app, dora, await galleryOf(app, 'Dora'));
    expect(await who()).to.deep.equal(['Ada']);
    const own = await app.services.people.findNamed(await galleryOf(app, 'Dora'), 'Ada');
    await dora.post(`${elementAt(facesOn(result), 1).url}reject`, { person: own?.handle ?? '' });
    expect((await who())[0]).to.not.equal('Ada');
    expect(own?.handle).to.not.equal(person.Ada);
  });

  it('marks names that are questions', async () => {
    await recognize(grace, samplePhoto(3));
    await grace.post('/settings', { sure: '0.40' });
    const { who } = onlyOf(entriesOn(await open()));
    await grace.post('/settings', { sure: '' });
    expect(who).to.equal('Ada?');
  });

  it('comes in pages', async () => {
    await keepMany(30);
    const pages = await Promise.all(['', '?page=2', '?page=3', '?page=4'].map((query) => open(query)));
    expect(pages.map((page) => entriesOn(page).length)).to.deep.equal([12, 12, 6, 0]);
    expect(new Set(pages.flatMap((page) => entriesOn(page).map(({ url }) => url))).size).to.equal(30);
    expect(firstOf(pages).text)
      .to.include('href="/recognition?page=2"'.replace('=2', '&#x3D;2'))
      .and.include('30 results');
    expect(elementAt(pages, 2).text).to.include('rel="prev"').and.not.include('rel="next"');
    for (const query of ['?page=0', '?page=-1', '?page=x', '?page=99999999999999999999'])
      expect((await open(query)).status, query).to.equal(200);
  });

  it('deletes one result: its rows, its faces and its photo', async () => {
    await recognize(grace, samplePhoto(3));
    const kept = await recognize(grace, samplePhoto(1));
    const { html, url } = elementAt(entriesOn(await open()), 1);
    const action = capture(html, /action="([^"]+)"/);
    const page = await grace.follow(await grace.post(action));
    expect(page.text).to.include('Result deleted.');
    expect(entriesOn(page).map((each) => each.url)).to.deep.equal([new URL(kept.url).pathname]);
    expect(stored()).to.have.length(1);
    expect((await grace.get(url)).status).to.equal(404);
    const faces = await app.services.catalog.selectFrom('recognizedFaces').select('recognitionId').execute();
    expect(new Set(faces.map(({ recognitionId }) => `/recognition/${recognitionId}`)).has(url)).to.equal(false);
    expect((await grace.post(action)).status, 'a second time').to.equal(404);
  });

  it('deletes all results of the user, and nobody else’s', async () => {
    const foreign = await recognize(eve, samplePhoto(3));
    await recognize(grace, samplePhoto(3));
    await recognize(grace, samplePhoto(1));
    const page = await open();
    expect(page.text, 'it asks once more').to.match(
      /<details class="confirm"[^>]*>[\s\S]*action="\/recognition\/actions\/delete-all"/,
    );
    expect((await grace.follow(await grace.post('/recognition/actions/delete-all'))).text).to.include(
      '2 results deleted.',
    );
    expect(entriesOn(await open())).to.deep.equal([]);
    expect(stored()).to.have.length(1);
    expect((await eve.get(new URL(foreign.url).pathname)).status).to.equal(200);
  });

  it('leaves out what has expired', async () => {
    await recognize(grace, samplePhoto(3));
    await app.services.catalog
      .updateTable('recognitions')
      .set({ expiresAt: Date.now() - 1 })
      .execute();
    expect(entriesOn(await open())).to.deep.equal([]);
  });

  it('sends whoever is signed out to sign in', async () => {
    const stranger = new Browser(app.url);
    expect((await stranger.get('/recognition')).location).to.equal(`${app.url}/login?returnTo=%2Frecognition`);
    expect((await stranger.post('/recognition/actions/delete-all')).location).to.equal(`${app.url}/login`);
  });
});
