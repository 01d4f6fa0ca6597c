import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { ZipFile } from '../../src/account/import/zip-file';
import { photoTooLarge } from '../../src/errors';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { importZip, told } from '../support/imports';
import { makeGallery, personalGalleryOf, setRole } from '../support/members';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

const downloadsOn = ({ text }: { text: string }) =>
  [...text.matchAll(/href="([^"]*\/account\/export)"/g)].map((each) => each[1]);
const exportOf = ({ handle }: Pick<Gallery, 'handle'>) => `/g/${handle}/account/export`;

describe('what to download before the account is deleted', () => {
  let app: TestApp;
  let grace: Browser;
  let vera: Browser;
  let trips: Gallery;
  let empty: Gallery;
  let family: Gallery;

  setUpApp(['Grace', 'Vera'], async (...started) => {
    [app, grace, vera] = started;
    trips = await makeGallery(app, 'Vera', 'Trips <1>');
    empty = await makeGallery(app, 'Vera', 'Plans');
    family = await makeGallery(app, 'Grace', 'Family', { Vera: 'editor' });
    await add(vera, `/g/${trips.handle}`);
    await add(grace, `/g/${family.handle}`);
  });

  const add = async (browser: Browser, base: string) =>
    browser.post(`${base}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
  const nameOf = async (browser: Browser, address: string) =>
    /familiar-faces (.*) \d{4}-\d{2}-\d{2}\.zip/.exec(
      (await browser.get(address)).headers.get('content-disposition') ?? '',
    )?.[1];

  it('has a link for each gallery that will be deleted, and for no other, wherever the page is opened', async () => {
    for (const base of ['', `/g/${family.handle}`, `/g/${empty.handle}`]) {
      const page = await vera.get(`${base}/account/delete`);
      expect(downloadsOn(page), base).to.deep.equal([exportOf(trips)]);
      expect(page.text).to.include('<bdi>Trips &lt;1&gt;</bdi>').and.include('<bdi>Plans</bdi>, which is empty');
    }
    expect((await vera.get(exportOf(trips))).bytes.includes('Ada/Ada 1.jpg')).to.equal(true);
  });

  it('has a link for the personal gallery, too, once something is in it', async () => {
    await add(vera, '');
    const [personal, ...others] = downloadsOn(await vera.get(`/g/${family.handle}/account/delete`));
    expect(personal).to.equal(exportOf(await personalGalleryOf(app, 'Vera')));
    expect(others).to.deep.equal([exportOf(trips)]);
    expect((await vera.get(personal ?? '')).status).to.equal(200);
  });

  it('says of somebody’s only gallery what is in it', async () => {
    const alan = await signIn(app.url, 'Alan');
    const page = await alan.get('/account/delete');
    expect(page.text).to.include('Only your name is stored.');
    expect(downloadsOn(page)).to.deep.equal([]);
    await add(alan, '');
    const full = await alan.get('/account/delete');
    expect(full.text).to.include('1 person with 1 photo');
    expect(downloadsOn(full)).to.deep.equal([exportOf(await personalGalleryOf(app, 'Alan'))]);
  });

  it('has one’s own results in galleries that stay, and nobody gets more than their own', async () => {
    const home = `/g/${family.handle}`;
    const results = `${home}/account/export/results`;
    const resultsOn = ({ text }: { text: string }) =>
      [...text.matchAll(/href="([^"]*\/export\/results)"/g)].map((each) => each[1]);
    const recognize = async (browser: Browser, times: number) => {
      for (let i = 0; i < times; i++) {
        const { location = '' } = await browser.post(`${home}/recognition`, photoForm([['a.jpg', samplePhoto(1)]]));
        expect((await browser.post(`${new URL(location).pathname}/share`)).status).to.equal(303);
      }
    };
    const unpack = async ({ bytes }: { bytes: Buffer }) => {
      const file = path.join(app.dataDir, 'incoming', 'results.zip');
      await writeFile(file, bytes);
      const zip = await ZipFile.read(await open(file, 'r'), 1e9);
      const manifest = onlyOf(zip.entries.filter(({ name }) => name === 'people.json'));
      const {
        user: _,
        exportedAt: __,
        ...said
      } = JSON.parse(String(await zip.unpack(manifest, 1e9, () => photoTooLarge(1))));
      await zip.close();
      return { said, photos: zip.entries.length - 1 };
    };
    await recognize(grace, 1);
    expect(resultsOn(await vera.get('/account/delete'))).to.deep.equal([]);
    await recognize(vera, 2);
    for (const role of ['owner', 'editor', 'viewer'] as const) {
      await setRole(app, family, 'Vera', role);
      expect(resultsOn(await vera.get(`/g/${empty.handle}/account/delete`)), role).to.deep.equal([results]);
      const { said, photos } = await unpack(await vera.get(results));
      expect([said.recognitions.length, photos], role).to.deep.equal([2, 2]);
      expect(said).to.deep.include({ people: [], waiting: [], preferences: null });
      expect(said).to.have.all.keys('format', 'version', 'people', 'waiting', 'preferences', 'recognitions');
    }
    expect(resultsOn(await vera.get(`${home}/account`)), 'the export of a viewer').to.deep.equal([results]);
    expect((await unpack(await grace.get(results))).photos).to.equal(1);
    expect(await nameOf(vera, results)).to.equal('results Family');
    expect(told(await importZip(vera, (await vera.get(results)).bytes))).to.have.length(2);

    await setRole(app, family, 'Vera', null);
    expect((await vera.get(results)).status).to.equal(404);
    expect(resultsOn(await vera.get('/account/delete'))).to.deep.equal([]);
  });

  it('is named by the gallery, and a personal one by its owner', async () => {
    expect(await nameOf(vera, '/account/export')).to.equal('Vera');
    expect(await nameOf(vera, exportOf(trips))).to.equal('Trips -1-');
    expect(await nameOf(grace, exportOf(family))).to.equal('Family');
  });
});
