import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { MAX_CLOCK_ERROR_MS } from '../../src/concurrency/schedule';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { peopleOf, photosOf, removeAllPhotos } from '../support/gallery';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { facesOn, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

describe('what was deleted', () => {
  let app: TestApp;
  let grace: Browser;
  let ada: Buffer;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    ada = await cropFace(ADA_IN_SAMPLE_1);
  });
  beforeEach(async () => {
    expect((await grace.post('/images', photoForm([['ada.jpg', ada]], { name: 'Ada of Grace' }))).status).to.equal(303);
  });
  afterEach(() => removeAllPhotos(grace));

  const holding = (bytes: Uint8Array | string) =>
    filesBelow(app.dataDir).filter((file) =>
      readFileSync(path.join(app.dataDir, file)).includes(Buffer.from(bytes as Uint8Array)),
    );
  const headings = async (result: string) => facesOn(await grace.open(result)).map(({ heading }) => heading);

  it('abuse 85: is gone for good: the photo’s file, thumbnail and face, and the name in every result', async () => {
    const { url: result } = await recognize(grace, samplePhoto(3));
    const drawn = await grace.get('/recognition/last-processed-image');
    expect(await headings(result)).to.include('Ada of Grace');
    const url = onlyOf(await photosOf(grace));
    const photo = (await grace.get(url)).bytes;
    const thumbnail = (await grace.get(`${url}?size=thumbnail`)).bytes;
    const { descriptor } = await app.services.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .select('descriptor')
      .where('imageName', '=', path.basename(url))
      .executeTakeFirstOrThrow();
    expect([holding(photo).length, holding(descriptor).length > 0, holding('Ada of Grace').length > 0]).to.deep.equal([
      1,
      true,
      true,
    ]);

    await grace.post(url.replace('/images/', '/images/actions/delete/'));
    for (const address of [url, `${url}?size=thumbnail`]) expectRefusal(app, await grace.get(address), 404);
    expect(await headings(result)).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
    const etag = drawn.headers.get('ETag') ?? '';
    const redrawn = await grace.get('/recognition/last-processed-image', { 'If-None-Match': etag });
    expect([redrawn.status, redrawn.bytes.equals(drawn.bytes)]).to.deep.equal([200, false]);
    await grace.open('/'); // shows the notice, which names her
    for (const trace of [photo, thumbnail, descriptor, 'Ada of Grace']) expect(holding(trace)).to.deep.equal([]);
  });

  it('abuse 86: does not come back with a recognition that ran at the same time', async () => {
    const url = onlyOf(await photosOf(grace));
    const waiting = Array.from({ length: 2 }, () =>
      grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]])),
    );
    await until(() => filesBelow(path.join(app.dataDir, 'incoming')).length > 0);
    expect((await grace.post(url.replace('/images/', '/images/actions/delete/'))).status).to.equal(303);
    for (const { location = '' } of await Promise.all(waiting)) {
      expect(await headings(new URL(location).pathname)).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
      expect((await grace.get(new URL(location).pathname)).text).not.to.include('Ada of Grace');
    }
    expect(await peopleOf(grace)).to.deep.equal([]);
    expect((await recognize(grace, samplePhoto(3))).text).not.to.include('Ada of Grace');
  });

  it('abuse 89: includes an expired result with its photo and drawn photo, after a restart too; a day later no byte is left', async () => {
    const expireAll = ({ services }: TestApp, ago: number) =>
      services.catalog
        .updateTable('recognitions')
        .set({ expiresAt: Date.now() - ago })
        .execute();
    const first = await startApp();
    const browser = await signIn(first.url, 'Grace');
    const { pathname } = new URL((await recognize(browser, samplePhoto(3))).url);
    const addresses = [
      pathname,
      `${pathname}/photo`,
      `${pathname}/image`,
      `${pathname}/faces/1`,
      '/recognition/last-processed-image',
    ];
    await expireAll(first, 1);
    for (const gone of addresses) expectRefusal(first, await browser.get(gone), 404);
    await first.stop();

    const second = await startApp({ DATA_DIR: first.dataDir });
    const again = await signIn(second.url, 'Grace');
    for (const gone of addresses) expectRefusal(second, await again.get(gone), 404);
    await expireAll(second, MAX_CLOCK_ERROR_MS + 1);
    await second.stop();

    const third = await startApp({ DATA_DIR: first.dataDir });
    try {
      expect(filesBelow(first.dataDir).filter((file) => file.endsWith('.jpg'))).to.deep.equal([]);
      expect(await third.services.catalog.selectFrom('recognizedFaces').selectAll().execute()).to.deep.equal([]);
    } finally {
      await third.close();
    }
  });
});
