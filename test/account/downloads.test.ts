import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { makeGallery, personalGalleryOf } from '../support/members';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../support/photos';
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

  it('is named by the gallery, and a personal one by its owner', async () => {
    expect(await nameOf(vera, '/account/export')).to.equal('Vera');
    expect(await nameOf(vera, exportOf(trips))).to.equal('Trips -1-');
    expect(await nameOf(grace, exportOf(family))).to.equal('Family');
  });
});
