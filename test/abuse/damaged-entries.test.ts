import { expect } from 'chai';
import { sql } from 'kysely';
import { startApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { crawl } from '../support/crawl';
import { firstOf } from '../support/elements';
import { peopleOf, photosOf } from '../support/gallery';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { facesOn, recognize } from '../support/results';

const DAMAGES: ReadonlyArray<readonly [table: 'faces' | 'photos', column: string, value: unknown]> = [
  ['faces', 'descriptor', new Uint8Array(3)],
  ['faces', 'descriptor', new Uint8Array(0)],
  ['faces', 'descriptor', new Uint8Array(512).fill(0xff)],
  ['faces', 'descriptor', 'garbage'],
  ['faces', 'left', 'garbage'],
  ['faces', 'width', 0],
  ['photos', 'path', '../../../etc/passwd'],
  ['photos', 'path', ''],
  ['photos', 'path', 'nowhere/at-all.jpg'],
  ['photos', 'width', 0],
  ['photos', 'height', 'garbage'],
  ['photos', 'createdAt', 'garbage'],
  ['photos', 'createdAt', 1e300],
];
// These only decide whether the app knows a photo again when it is added once more.
const HARMLESS: typeof DAMAGES = [
  ['photos', 'pictureHash', 'garbage'],
  ['photos', 'sourceHash', new Uint8Array(3)],
  ['faces', 'quality', 'garbage'],
];

describe('a damaged entry of the catalog', () => {
  /** An app with Ada and Bea, whose catalog is damaged while it is stopped. */
  async function damagedApp(damages: typeof DAMAGES) {
    const first = await startApp();
    const grace = await signIn(first.url, 'Grace');
    const ada = await cropFace(ADA_IN_SAMPLE_1);
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const { catalog } = first.services;
    const nameOf = (i: number) => `Ada ${i}`;
    for (const [i, [table, column, value]] of damages.entries()) {
      const name = nameOf(i);
      await grace.post('/images', photoForm([['ada.jpg', Buffer.concat([ada, Buffer.from(name)])]], { name }));
      const asked = await catalog.selectFrom('drafts').select('id').executeTakeFirst();
      if (asked) await grace.post(`/drafts/${asked.id}/choose`, { face: '1', insist: 'yes' });
      const { id } = await catalog.selectFrom('photos').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where ${sql.ref(table === 'faces' ? 'photoId' : 'id')} = ${id}`.execute(
        catalog,
      );
    }
    const photos = await catalog.selectFrom('photos').selectAll().orderBy('id').execute();
    await first.stop();
    const app = await startApp({ DATA_DIR: first.dataDir });
    return {
      app,
      grace: await signIn(app.url, 'Grace'),
      names: damages.map((_, i) => nameOf(i)),
      imageNames: photos.map(({ imageName }) => imageName).slice(1),
      loggedBefore: first.logged,
    };
  }
  const namesOn = async (browser: Browser) => (await peopleOf(browser)).map(({ name }) => name);

  it('abuse 80: has its photo quarantined and named in the log, and the others go on', async () => {
    const { app, grace, imageNames, loggedBefore } = await damagedApp(DAMAGES);
    try {
      expect(imageNames).to.have.length(DAMAGES.length);
      const result = await recognize(grace, samplePhoto(1));
      // Nobody's photo is left to know the third face by, but Grace has said who she is.
      expect(facesOn(result).map(({ heading }) => heading)).to.deep.equal(['Bea', 'Unknown', 'Ada 12']);
      for (const { status, url } of await crawl(grace)) expect(status, url).to.be.below(500);
      const aside = [...loggedBefore, ...app.logged].flatMap(({ msg, imageName }) =>
        msg === 'photo quarantined' ? [String(imageName)] : [],
      );
      expect(new Set(aside)).to.deep.equal(new Set(imageNames));
      for (const name of imageNames) expect((await grace.get(`/images/${name}`)).status, name).to.equal(404);
      expect(await namesOn(grace)).to.deep.equal(['Bea']);
      const photo = firstOf(await photosOf(grace));
      for (const address of [photo, `${photo}?size=thumbnail`, '/account/export'])
        expect((await grace.get(address)).status, address).to.equal(200);
      expect(
        (await grace.post('/images', photoForm([['new.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' })))
          .status,
      ).to.equal(303);
      expect(await namesOn(grace)).to.deep.equal(['Ada', 'Bea']);
      expect(
        (await grace.post('/account/delete', { confirm: 'yes' })).status,
        'and what is set aside can be deleted',
      ).to.equal(303);
    } finally {
      await app.close();
    }
  });

  it('abuse 80: in what is only used to find duplicates harms nothing', async () => {
    const { app, grace, names } = await damagedApp(HARMLESS);
    try {
      for (const { status, url } of await crawl(grace)) expect(status, url).to.be.below(500);
      expect(await namesOn(grace)).to.deep.equal([...names, 'Bea']);
    } finally {
      await app.close();
    }
  });
});
