import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { photosOf } from '../support/gallery';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { facesOn } from '../support/results';

describe('what is one person’s', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;

  before(async () => {
    app = await startApp();
    [grace, eve] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Eve')];
    await grace.post('/images', photoForm([['a.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada of Grace' }));
    await eve.post('/images', photoForm([['b.jpg', await cropFace(BEA)]], { name: 'Bea of Eve' }));
  });
  after(() => app.close());

  it('abuse 43: never crosses into the result of another, when both recognise at the same time', async () => {
    const photo = samplePhoto(1);
    const turns = Array.from({ length: 4 }, () => [grace, eve]).flat();
    const posted = await Promise.all(turns.map((browser) => browser.post('/recognition', photoForm([['group.jpg', photo]]))));
    for (const [i, { location = '' }] of posted.entries()) {
      const url = new URL(location).pathname;
      const [own, other] = i % 2 === 0 ? [grace, eve] : [eve, grace];
      const page = await own.open(url);
      const names = facesOn(page).map(({ heading }) => heading);
      expect(names.filter((name) => name !== 'Unknown')).to.deep.equal([own === grace ? 'Ada of Grace' : 'Bea of Eve']);
      for (const suffix of ['', '/photo', '/image', '/faces/1']) expect((await other.get(url + suffix)).status, suffix).to.equal(404);
    }
  });

  it('abuse 85: is gone with the photo: its file, its thumbnail, its face, and its name in every result', async () => {
    const { location = '' } = await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(3)]]));
    const result = new URL(location).pathname;
    const namesIn = async () => facesOn(await grace.open(result)).map(({ heading }) => heading);
    expect(await namesIn()).to.include('Ada of Grace');
    const [url] = await photosOf(grace);
    const photo = (await grace.get(url)).bytes;
    const thumbnail = (await grace.get(`${url}?size=thumbnail`)).bytes;
    const { descriptor } = await app.services.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .select('descriptor')
      .where('imageName', '=', path.basename(url))
      .executeTakeFirstOrThrow();
    const holding = (bytes: Uint8Array) => filesBelow(app.dataDir).filter((file) => readFileSync(path.join(app.dataDir, file)).includes(Buffer.from(bytes)));
    expect([holding(photo).length, holding(descriptor).length > 0]).to.deep.equal([1, true]);

    await grace.post(url.replace('/images/', '/images/actions/delete/'));
    expect([(await grace.get(url)).status, (await grace.get(`${url}?size=thumbnail`)).status]).to.deep.equal([404, 404]);
    expect(await namesIn()).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
    await sql`pragma wal_checkpoint(truncate)`.execute(app.services.catalog); // the log holds what was deleted until then
    for (const trace of [photo, thumbnail, descriptor]) expect(holding(trace)).to.deep.equal([]);
  });
});
