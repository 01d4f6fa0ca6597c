import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { peopleOf } from '../support/gallery';
import { beginImport, finishedImport, importZip } from '../support/imports';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { galleryOf } from '../support/people';
import { BEA, cropFace } from '../support/photos';
import { zipForm, zipOf } from '../support/zips';

describe('an import that is planned', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const kept = () => filesBelow(app.dataDir).filter((file) => /^(imports|incoming)\//.test(file));

  it('abuse 131: ends when its client leaves, and leaves nothing; the next one is planned', async () => {
    const mallory = await signIn(app.url, 'Mallory');
    const large = zipOf(Array.from({ length: 50_000 }, (_, i) => ({ name: `Somebody of number ${i}/1.jpg` })));
    const cookie = [...mallory.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const leaving = new AbortController();
    const headers = { Cookie: cookie, Origin: app.url };
    const sent = fetch(`${app.url}/account/imports`, {
      method: 'POST',
      body: zipForm(large),
      headers,
      signal: leaving.signal,
    }).catch(() => undefined);
    await until(() => readdirSync(path.join(app.dataDir, 'incoming')).some((name) => name.endsWith('.plan')));
    leaving.abort();
    await sent;
    await until(() => kept().length === 0);
    const bea = zipOf([{ name: 'Bea/1.jpg', bytes: await cropFace(BEA) }]);
    expect((await importZip(mallory, bea)).text).to.include('1 of 1 file: 1 added');
    expect(app.logged.filter(({ level }) => Number(level) >= 50)).to.deep.equal([]);
  });

  it('abuse 132: whose plan is lost, or was never made, is planned again; what was chosen before stays', async () => {
    const grace = await signIn(app.url, 'Grace');
    const bea = await cropFace(BEA);
    const answer = await grace.post(
      '/account/imports',
      zipForm(
        zipOf([
          { name: 'Bea/1.jpg', bytes: bea },
          { name: 'Cleo/1.jpg', bytes: bea },
        ]),
      ),
    );
    const url = new URL(answer.location ?? '').pathname;
    const { id: galleryId } = await galleryOf(app, 'Grace');
    const { catalog } = app.services;
    // As after an update of an app that stored choices so.
    const choices = JSON.stringify({
      people: [
        ['bea', 'Beatrice', true],
        ['cleo', 'Cleo', false],
      ],
    });
    await catalog.updateTable('imports').set({ plan: null, choices }).where('galleryId', '=', galleryId).execute();
    await catalog.deleteFrom('importPeople').execute();
    for (const file of kept().filter((each) => each.endsWith('.plan'))) rmSync(path.join(app.dataDir, file));
    expect((await grace.get(url)).text)
      .to.include('1 person, 1 photo.')
      .and.include('value="Beatrice"');
    expect((await grace.post(`${url}/start`, {})).status).to.equal(303);
    await finishedImport(grace, url);
    expect((await peopleOf(grace)).map(({ name }) => name)).to.deep.equal(['Beatrice']);
  });

  it('abuse 133: may be asked for everything at once: encodings, names, its start and its end', async () => {
    const eve = await signIn(app.url, 'Eve');
    const zip = zipOf(
      Array.from({ length: 300 }, (_, i) => ({ name: Buffer.from(`\x8eofie ${i}/1.jpg`, 'latin1'), utf8: false })),
    );
    const answer = await eve.post('/account/imports', zipForm(zip));
    const url = new URL(answer.location ?? '').pathname;
    const names = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`name-${i}`, 'Zoe']));
    const answers = await Promise.all([
      ...['cp850', 'windows1250', 'cp437'].map((encoding) => eve.post(`${url}/encoding`, { encoding })),
      eve.post(`${url}/names`, { ...names, encoding: 'cp437' }),
      eve.post(`${url}/start`, { encoding: 'cp437', 'name-999999': 'Zoe', 'name--1': 'Zoe' }),
      eve.post(`${url}/delete`, {}),
      ...Array.from({ length: 10 }, () => eve.get(url)),
    ]);
    for (const { status } of answers) expect(status).to.be.below(500);
    await eve.post(`${url}/delete`);
    await until(() => kept().length === 0);
    expect(app.logged.filter(({ level }) => Number(level) >= 50)).to.deep.equal([]);
  });

  it('abuse 134: may have thousands of extra fields at each name', async () => {
    const eve = await signIn(app.url, 'Eve');
    const field = Buffer.from([0x99, 0x99, 0, 0]);
    const extra = Buffer.concat(new Array(15_000).fill(field));
    const zip = zipOf(Array.from({ length: 400 }, (_, i) => ({ name: `/away/${i}.jpg`, extra })));
    const page = await finishedImport(eve, await beginImport(eve, zip));
    expect(page.text).to.include('400 of 400 files: 400 refused');
  });
});

describe('long lists of imports', () => {
  let app: WatchedApp;
  before(async () => {
    app = await WatchedApp.start();
  });
  after(() => app.close());

  it('abuse 135: are shown, and deleted, while others are served', async () => {
    const mallory = await signIn(app.url, 'Mallory');
    const zip = zipOf(Array.from({ length: 50_000 }, (_, i) => ({ name: `/away/${i}.jpg` })));
    const held = await app.longestHold(async () => {
      const urls: string[] = [];
      for (let i = 0; i < 2; i++) urls.push(await beginImport(mallory, zip));
      for (const url of urls)
        expect((await finishedImport(mallory, url)).text).to.include('50000 of 50000 files: 50000 refused');
      for (let i = 0; i < 5; i++) await mallory.get('/account');
      await mallory.get(`${urls[0]}?page=400`);
      await mallory.post(`${urls[0]}/delete`);
      await mallory.post('/account/delete', { confirm: 'yes' });
    });
    expect(held).to.be.below(MAX_HOLD_MS);
  });
});
