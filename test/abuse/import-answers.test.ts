import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ZipFile } from '../../src/account/import/zip-file';
import { photoTooLarge } from '../../src/errors';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { strangers } from '../support/descriptors';
import { onlyOf } from '../support/elements';
import { addPerson, beginImport, finishedImport } from '../support/imports';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { manifestText, personText, saidRecord, zipWithManifest } from '../support/manifests';
import { ADA_IN_SAMPLE_1, cropFace } from '../support/photos';
import { countIn } from '../support/stored';

const MOST = 10_000;
const MORE = 100;

/** The `people.json` of a download. */
async function manifestOf(download: Buffer): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zips-'));
  const file = path.join(folder, 'a.zip');
  writeFileSync(file, download);
  const zip = await ZipFile.read(await open(file, 'r'), 1e9);
  try {
    const entry = onlyOf(zip.entries.filter(({ name }) => name === 'people.json'));
    return String(await zip.unpack(entry, 1e9, () => photoTooLarge(1)));
  } finally {
    await zip.close();
    rmSync(folder, { recursive: true });
  }
}

describe('thousands of answers in an import', () => {
  const started: WatchedApp[] = [];
  const start = async (env: Record<string, string> = {}) => {
    const app = await WatchedApp.start(env);
    started.push(app);
    return app;
  };
  const expectTurns = async (app: WatchedApp, during: () => Promise<unknown>) =>
    expect(await app.longestHold(during), 'the event loop was held').to.be.below(MAX_HOLD_MS);
  after(async () => {
    for (const app of started) await app.close();
  });

  it('abuse 94, 102: come in turns with others, go on where they were after a crash, are no more than a gallery may have, and come back whole', async () => {
    const first = await start();
    const { dataDir } = first;
    let grace: Browser = await signIn(first.url, 'Grace');
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    const someone = strangers(94);
    const verdicts = Array.from({ length: MOST + MORE }, (_, i) =>
      JSON.stringify({ isPerson: i % 2 === 0, ...saidRecord(someone()) }),
    );
    const ignored = verdicts.slice(0, 1000).map((each) => each.replace('isPerson', 'isFace'));
    const json = manifestText({
      people: `[${personText('Ada', { verdicts: `[${verdicts.join(',')}]` })}]`,
      ignored: `[${ignored.join(',')}]`,
    });
    let page = '';
    await expectTurns(first, async () => {
      page = await beginImport(grace, zipWithManifest(json, [{ name: 'Ada/1.jpg' }]));
      await until(() => countIn(dataDir, 'verdicts') >= 2 * MORE);
    });
    await first.app.kill();
    expect(countIn(dataDir, 'verdicts'), 'it was in the middle').to.be.below(MOST);

    const second = await start({ DATA_DIR: dataDir });
    grace = await signIn(second.url, 'Grace');
    await expectTurns(second, async () => {
      expect((await finishedImport(grace, page)).text).to.include('100 answers were left out, as there are too many.');
    });
    expect(countIn(dataDir, 'verdicts')).to.equal(MOST);
    expect(countIn(dataDir, 'ignoredFaces')).to.equal(1000);

    let download: Buffer = Buffer.alloc(0);
    await expectTurns(second, async () => {
      download = (await grace.get('/account/export')).bytes;
    });
    const said = JSON.parse(await manifestOf(download));
    expect(said.people[0].verdicts.map((each: object) => JSON.stringify(each))).to.have.members(
      verdicts.slice(0, MOST),
    );
    expect(said.ignored).to.have.length(1000);
    const other = await signIn(second.url, 'Other');
    await finishedImport(other, await beginImport(other, download));
    expect(countIn(dataDir, 'verdicts')).to.equal(2 * MOST);
  });

  it('abuse 94: people without photos come in turns with others, too', async () => {
    const app = await start();
    const grace = await signIn(app.url, 'Grace');
    const people = Array.from({ length: MOST }, (_, i) =>
      JSON.stringify({ ...JSON.parse(personText(`P${i}`, {})), stays: true }),
    );
    const json = manifestText({ people: `[${people.join(',')}]` });
    await expectTurns(app, async () => {
      await finishedImport(grace, await beginImport(grace, zipWithManifest(json, [])));
    });
    expect(countIn(app.dataDir, 'people')).to.equal(MOST);
  });

  it('abuse 94: are fewer when they are longer, as they don’t count for the user’s storage', async () => {
    const app = await start();
    const grace = await signIn(app.url, 'Grace');
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    const length = 4096;
    const fit = Math.ceil((MOST * 128) / length);
    const said = Array.from({ length: fit + MORE }, (_, i) => {
      const descriptor = Float32Array.from({ length }, (_, at) => (at === i ? 1 : 0));
      return { isPerson: false, ...saidRecord(descriptor), network: `long:${length}:00000000` };
    });
    const json = manifestText({
      people: `[${personText('Ada', { verdicts: JSON.stringify(said) })}]`,
      ignored: JSON.stringify(said.map((each) => ({ ...each, isFace: true }))),
    });
    for (const leftOut of [2 * MORE, 2 * (fit + MORE)]) {
      // The second time, there is no room; what is there already isn't counted.
      const { text } = await finishedImport(
        grace,
        await beginImport(grace, zipWithManifest(json, [{ name: 'Ada/1.jpg' }])),
      );
      expect(text)
        .to.match(/(\d+) answers were left out/)
        .and.to.include(`${leftOut} answers`);
      expect([countIn(app.dataDir, 'verdicts'), countIn(app.dataDir, 'ignoredFaces')]).to.deep.equal([fit, fit]);
    }
  });
});
