import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { openCatalog } from '../../src/catalog/catalog';
import { expectOnlyAccepted } from '../support/accepted';
import { UNLIMITED } from '../support/app';
import { AppProcess, temporaryFolder } from '../support/app-process';
import { fuzzPhotos } from '../support/photo-fuzzer';

const INPUTS = Number(process.env['FUZZ_INPUTS'] || 10_000);

describe(`${INPUTS} photos with changed bytes`, () => {
  let dataDir: string;
  let app: AppProcess;
  before(async () => {
    dataDir = temporaryFolder();
    app = await AppProcess.start({
      DATA_DIR: dataDir,
      RECOGNITION_WORKERS: '2',
      RECOGNITION_QUEUE: '100',
      ...UNLIMITED,
    });
  });
  after(async () => {
    await app.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('are taken, or refused with a sentence and nothing left; the process lives, and no answer is a 5xx', async () => {
    const fuzzed = await fuzzPhotos(app.url, INPUTS);
    const counts = [...fuzzed.counts].sort().map(([what, count]) => `  ${what}: ${count}`);
    console.log(
      `${[...fuzzed.counts.values()].reduce((sum, count) => sum + count)} photos, answered:\n${counts.join('\n')}`,
    );
    expect(app.child.exitCode, 'the process that was started lives').to.equal(null);
    app.child.kill('SIGTERM');
    expect(await app.ended).to.equal(0);
    const catalog = await openCatalog(dataDir);
    await expectOnlyAccepted(catalog, dataDir, fuzzed);
    await catalog.destroy();
  }).timeout(30 * 60_000);
});
