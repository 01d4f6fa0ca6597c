import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { requireFaultTools } from '../support/fault-tools';

/** Prints this once a signal no longer ends the process as it stands: before the app itself is loaded. */
const SIGNALS_WAIT = 'signals wait';
const TELL = `data:text/javascript,process.on('newListener',(event)=>event==='SIGTERM'&&console.log('${SIGNALS_WAIT}'))`;

describe('node server.js', () => {
  it('abuse 83: ends with 0 when SIGTERM comes while it loads, long before it listens', async () => {
    requireFaultTools();
    const dataDir = temporaryFolder();
    const command = [process.execPath, '--import', TELL, 'server.js'];
    const app = new AppProcess({ PORT: String(await freePort()), DATA_DIR: dataDir }, undefined, command);
    await until(() => app.printed.includes(SIGNALS_WAIT));
    expect(await app.listens()).to.equal(false);
    app.child.kill('SIGTERM');
    expect(await app.ended, app.printed).to.equal(0);
    rmSync(dataDir, { recursive: true, force: true });
  });
});
