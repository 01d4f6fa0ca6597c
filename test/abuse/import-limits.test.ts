import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { AppProcess, temporaryFolder, until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { strangers } from '../support/descriptors';
import { filesBelow } from '../support/files';
import { addPerson, beginImport, finishedImport, importZip } from '../support/imports';
import { manifestText, saidRecord, zipWithManifest } from '../support/manifests';
import { galleryOf, viewerOf } from '../support/people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace } from '../support/photos';
import { type ZippedFile, zipForm, zipOf } from '../support/zips';

const MEGABYTE = 1_000_000;

/** Files that are refused as soon as they are listed. */
const refused = (count: number): ZippedFile[] =>
  Array.from({ length: count }, (_, i) => ({ name: `/of another machine/${i}.jpg` }));

describe('the rows of imports', () => {
  let app: TestApp;
  let mallory: Browser;
  let bea: Buffer;

  before(async () => {
    app = await startApp({ MAX_STORAGE_MB: '1' });
    mallory = await signIn(app.url, 'Mallory');
    bea = await cropFace(BEA);
  });
  after(() => app.close());

  const rowsOf = async (table: 'imports' | 'importResults' | 'importPeople') => {
    const { count } = await app.services.catalog
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  };

  it('abuse 102: count for the quota, and are gone with the import', async () => {
    const url = await beginImport(mallory, zipOf(refused(3000)));
    const page = await finishedImport(mallory, url);
    expect(page.text).to.include('Import stopped').and.include('The storage limit of the gallery’s owner is reached.');
    expect(await rowsOf('importResults')).to.be.within(1000, MEGABYTE / 150);
    expect((await importZip(mallory, zipOf([{ name: 'Bea/1.jpg', bytes: bea }]))).text).to.include('Import stopped');
    for (const [, each] of (await mallory.get('/account')).text.matchAll(/href="(\/account\/imports\/[a-z0-9]+)"/g))
      await mallory.post(`${each}/delete`);
    expect(await rowsOf('importResults')).to.equal(0);
    await addPerson(mallory, 'Bea', bea);
  });

  it('abuse 102: are refused where the names of a zip’s folders alone are too much', async () => {
    const eve = await signIn(app.url, 'Eve');
    const many = zipOf(Array.from({ length: 20_000 }, (_, i) => ({ name: `Somebody of number ${i}/1.jpg` })));
    const answer = await eve.post('/account/imports', zipForm(many));
    expect(answer.status).to.equal(507);
    expect([await rowsOf('importPeople'), await rowsOf('imports')]).to.deep.equal([0, 0]);
  });

  it('abuse 147: so do their plans, which are as large as what is said in a zip, for as long as they are there', async () => {
    const trent = await signIn(app.url, 'Trent');
    const descriptor = strangers(51);
    const said = (count: number) => {
      const ignored = Array.from({ length: count }, () => ({ isFace: true, ...saidRecord(descriptor()) }));
      return zipWithManifest(manifestText({ ignored: JSON.stringify(ignored) }), [{ name: 'Bea/1.jpg', bytes: bea }]);
    };
    const plans = () => filesBelow(app.dataDir).filter((file) => file.endsWith('.plan'));
    const bytesKnown = async () => (await app.services.accounts.contentsOf(await viewerOf(app, 'Trent'))).bytes;
    const [before, others] = [await bytesKnown(), plans()];

    expect((await trent.post('/account/imports', zipForm(said(2000)))).status).to.equal(507);
    expect(plans()).to.deep.equal(others);
    expect(await bytesKnown()).to.equal(before);

    const { location = '' } = await trent.post('/account/imports', zipForm(said(500)));
    const [plan = ''] = plans().filter((file) => !others.includes(file));
    expect(await bytesKnown()).to.be.within(before + statSync(path.join(app.dataDir, plan)).size, before + MEGABYTE);
    expect((await trent.post('/account/imports', zipForm(said(800)))).status).to.equal(507);
    await trent.post(`${location}/delete`);
    expect(await bytesKnown()).to.equal(before);
  });

  it('abuse 102: are kept of the last ten imports', async () => {
    const grace = await signIn(app.url, 'Grace');
    const urls: string[] = [];
    for (let i = 0; i < 12; i++) {
      const url = await beginImport(grace, zipOf(refused(3)));
      await finishedImport(grace, url);
      urls.push(url);
    }
    await until(async () => (await rowsOf('imports')) === 10);
    const statuses = await Promise.all(urls.map(async (url) => (await grace.get(url)).status));
    expect(statuses).to.deep.equal([404, 404, ...new Array(10).fill(200)]);
    expect([await rowsOf('importResults'), await rowsOf('importPeople')]).to.deep.equal([30, 0]);
  });

  it('abuse 121: an account that is deleted as an import begins leaves no error in the log', async () => {
    const before = app.logged.length;
    for (let i = 0; i < 3; i++) {
      const ida = await signIn(app.url, 'Ida');
      const { ownerId } = await galleryOf(app, 'Ida');
      const photos = [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO].map(async (place, number) => ({
        name: `Ada/${number}.jpg`,
        bytes: await cropFace(place),
      }));
      await beginImport(ida, zipOf([...(await Promise.all(photos)), ...refused(300)]));
      // As at a deletion that has looked for running imports just before.
      await app.services.catalog.deleteFrom('users').where('id', '=', ownerId).execute();
    }
    const lea = await signIn(app.url, 'Lea');
    await importZip(lea, zipOf([{ name: 'Bea/1.jpg', bytes: bea }])); // imports take turns: the others have ended
    expect(app.logged.slice(before).filter(({ level }) => Number(level) >= 40)).to.deep.equal([]);
  });
});

describe('an import that ends the app', () => {
  const dataDir = temporaryFolder();
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  it('abuse 130: stays stopped after two starts, says so, and goes on or goes away when the user says so', async () => {
    const env = { DATA_DIR: dataDir };
    let app = await AppProcess.start(env);
    const grace = await signIn(app.url, 'Grace');
    const places = [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO];
    const photos = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => ({
        name: `Ada/${i}.jpg`,
        bytes: await cropFace(places[i % 4] ?? BEA, 0.3 + 0.1 * Math.floor(i / 4)),
      })),
    );
    const url = await beginImport(grace, zipOf(photos));
    await app.kill();
    for (let i = 0; i < 2; i++) {
      app = await AppProcess.start(env);
      await app.kill(); // before its engine has loaded
    }
    app = await AppProcess.start(env);
    try {
      const again = await signIn(app.url, 'Grace');
      const page = await again.get(url);
      expect(page.text).to.include('Import stopped').and.include('The app ended twice while it worked on this import');
      expect(page.text).to.include('Cancel import');
      await again.post(`${url}/resume`);
      expect((await finishedImport(again, url)).text).to.include('12 of 12 files');
    } finally {
      await app.kill();
    }
  });
});
