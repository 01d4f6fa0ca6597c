import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../../support/app';
import { AppProcess, temporaryFolder, until } from '../../support/app-process';
import { type Browser, signIn } from '../../support/browser';
import { filesBelow } from '../../support/files';
import { beginImport, finishedImport, importZip, told } from '../../support/imports';
import {
  ADA_IN_SAMPLE_1,
  ADA_IN_SAMPLE_3,
  BEA,
  CLEO,
  cropFace,
  facelessPhoto,
  samplePhoto,
} from '../../support/photos';
import { zipOf } from '../../support/zips';

const FACES = { Ada: ADA_IN_SAMPLE_1, Ava: ADA_IN_SAMPLE_3, Bea: BEA, Cleo: CLEO };

/** A zip of several people's photos: some become drafts, some are refused. */
async function manyPhotos(): Promise<Buffer> {
  const files = [{ name: 'loose.jpg', bytes: await facelessPhoto() }];
  for (const margin of [0.3, 0.5, 0.7]) {
    for (const [name, place] of Object.entries(FACES))
      files.push({ name: `${name}/${margin}.jpg`, bytes: await cropFace(place, margin) });
  }
  return zipOf([
    ...files,
    { name: 'Dora/group.jpg', bytes: samplePhoto(1) },
    { name: 'Dora/meadow.jpg', bytes: await facelessPhoto() },
  ]);
}

/** How many files are done. */
const finished = async (browser: Browser, url: string) =>
  Number(/value="(\d+)" aria-labelledby="progress-title"/.exec((await browser.get(url)).text)?.[1] ?? 0);

const kept = (dataDir: string, folder: string) =>
  filesBelow(dataDir).filter((file) => file.startsWith(folder + path.sep));

describe('an import that is interrupted', () => {
  let zip: Buffer;
  let uninterrupted: string[];
  let dataDir: string;

  before(async () => {
    zip = await manyPhotos();
    const app = await startApp();
    try {
      uninterrupted = told(await importZip(await signIn(app.url, 'Grace'), zip));
      expect(uninterrupted).to.have.length(15);
    } finally {
      await app.close();
    }
  });
  beforeEach(() => {
    dataDir = temporaryFolder();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('stops after the current photo, and goes on by itself after the restart', async () => {
    const first = await startApp({ DATA_DIR: dataDir });
    const url = await beginImport(await signIn(first.url, 'Grace'), zip);
    await first.stop();
    expect(kept(dataDir, 'imports'), 'the zip and its plan').to.have.length(2);

    const second: TestApp = await startApp({ DATA_DIR: dataDir });
    const page = await finishedImport(await signIn(second.url, 'Grace'), url);
    await second.stop();
    expect(told(page)).to.deep.equal(uninterrupted);
    expect(kept(dataDir, 'imports')).to.deep.equal([]);
  });

  it('is removed a week after its end, and a zip without an import is swept', async () => {
    const first = await startApp({ DATA_DIR: dataDir });
    const grace = await signIn(first.url, 'Grace');
    const small = zipOf([{ name: 'loose.jpg' }]);
    const [old, recent] = [await beginImport(grace, small), await beginImport(grace, small)];
    for (const url of [old, recent]) await finishedImport(grace, url);
    const { catalog } = first.services;
    const { path: zipPath } = await catalog.selectFrom('imports').select('path').limit(1).executeTakeFirstOrThrow();
    await catalog
      .updateTable('imports')
      .set({ createdAt: Date.now() - 9 * 24 * 60 * 60 * 1000 })
      .where('id', '=', path.basename(old))
      .execute();
    await first.stop();
    mkdirSync(path.join(dataDir, 'imports', path.dirname(zipPath)), { recursive: true });
    writeFileSync(path.join(dataDir, 'imports', `${zipPath}.of-a-crash`), small);

    const second = await startApp({ DATA_DIR: dataDir });
    const again = await signIn(second.url, 'Grace');
    const statuses = [(await again.get(old)).status, (await again.get(recent)).status];
    await second.stop();
    expect(statuses).to.deep.equal([404, 200]);
    expect(kept(dataDir, 'imports')).to.deep.equal([]);
  });

  it('goes on after the process was killed in the middle, adds nothing twice and leaves nothing half done', async () => {
    const env = { DATA_DIR: dataDir };
    const killed = await AppProcess.start(env);
    const grace = await signIn(killed.url, 'Grace');
    const url = await beginImport(grace, zip);
    await until(async () => (await finished(grace, url)) >= 4);
    const before = await finished(grace, url);
    await killed.kill();
    expect(before, 'it was in the middle').to.be.below(15);

    const app = await AppProcess.start(env);
    try {
      const page = await finishedImport(await signIn(app.url, 'Grace'), url);
      // A photo that was added just before the kill, and not recorded any more, is there already.
      expect(told(page).map(isAddedOrKnown)).to.have.members(uninterrupted.map(isAddedOrKnown));
      expect(told(page).filter((each) => each.startsWith('Already added'))).to.have.length.below(2);
      const photos = uninterrupted.filter((each) => each.startsWith('Added')).length;
      const questions = uninterrupted.filter((each) => each.startsWith('Question')).length;
      expect([
        kept(dataDir, 'uploads').length,
        kept(dataDir, 'drafts').length,
        kept(dataDir, 'imports').length,
      ]).to.deep.equal([photos, questions, 0]);
    } finally {
      await app.kill();
    }
  });
});

const isAddedOrKnown = (each: string) => each.replace(/^(Added|Already added)/, 'There');
