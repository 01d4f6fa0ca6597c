import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { AppProcess, freePort, temporaryFolder } from '../support/app-process';
import { COMPILED, requireFaultTools } from '../support/fault-tools';

const units = path.join(__dirname, '..', '..', 'deploy', 'systemd');
/** On systemd's scale from 0 to 100; without its sandbox, the app would have 92. */
const MOST_EXPOSED = 20;

describe('the units for systemd', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const service = path.join(folder, 'familiar-faces.service');
  before(() => {
    requireFaultTools('systemd-analyze', 'systemd-socket-activate');
    cpSync(units, folder, { recursive: true });
    // Wherever this machine has its Node.
    writeFileSync(service, readFileSync(service, 'utf8').replace('/usr/bin/node', process.execPath));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const analyze = (...args: string[]) => execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: 'pipe' });

  it('have nothing that systemd doesn’t know', () => {
    expect(analyze('verify', service, path.join(folder, 'familiar-faces.socket'))).to.equal('');
  });

  it('let the app do little more than it has to', () => {
    expect(analyze('security', '--offline=true', `--threshold=${MOST_EXPOSED}`, service)).to.include(
      'Overall exposure',
    );
  });

  it('open the port before the app starts: whoever comes meanwhile waits for their answer', async () => {
    const dataDir = path.join(folder, 'data');
    const port = await freePort();
    const env = { PORT: String(port), DATA_DIR: dataDir, RECOGNITION_WORKERS: '1', LOG_LEVEL: 'silent' };
    const passed = Object.keys(env).map((name) => `--setenv=${name}`);
    const command = ['systemd-socket-activate', `--listen=127.0.0.1:${port}`, ...passed, ...COMPILED];
    const app = new AppProcess(env, undefined, command);
    try {
      while (!(await app.listens()));
      // The connection before has made systemd start the app.
      const answer = await fetch(`${app.url}/health/ready`);
      expect(await answer.json()).to.deep.equal({ status: 'ok' });
    } finally {
      app.child.kill('SIGTERM');
      expect(await app.ended, app.printed).to.equal(0);
    }
  });
});
