import { readFileSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { requireFaultTools } from '../support/fault-tools';

/** Whether a process has begun to load the app: the database's driver is the first native code in it. */
const isLoading = (pid = 0) => readFileSync(`/proc/${pid}/maps`, 'utf8').includes('.node\n');

describe('node server.js', () => {
  it('abuse 83: ends with 0 when SIGTERM comes while it loads, long before it listens', async () => {
    requireFaultTools();
    const dataDir = temporaryFolder();
    const app = new AppProcess({ PORT: String(await freePort()), DATA_DIR: dataDir });
    await until(() => isLoading(app.child.pid));
    expect(await app.listens()).to.equal(false);
    app.child.kill('SIGTERM');
    expect(await app.ended, app.printed).to.equal(0);
    rmSync(dataDir, { recursive: true, force: true });
  });
});
