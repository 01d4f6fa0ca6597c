import { readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { expect } from 'chai';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { photosOf } from '../support/gallery';
import { addPerson } from '../support/imports';
import { ADA_IN_SAMPLE_1, cropFace } from '../support/photos';

const SUPERVISED = [process.execPath, 'supervise.js'];

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('npm start', () => {
  let dataDir: string;
  let supervisor: AppProcess;
  beforeEach(() => {
    dataDir = temporaryFolder();
  });
  afterEach(async () => {
    await supervisor.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async () => {
    supervisor = await AppProcess.start({ DATA_DIR: dataDir }, SUPERVISED);
  };
  /** The id of the app's process. */
  const pidOfApp = async () =>
    Number(readFileSync(`/proc/${supervisor.child.pid}/task/${supervisor.child.pid}/children`, 'utf8').trim());
  const timesReady = () => supervisor.printed.split('FamiliarFaces is ready').length - 1;

  it('abuse 79: starts the app again after a native abort, with every accepted upload, and ends cleanly with it', async () => {
    await start();
    const grace = await signIn(supervisor.url, 'Grace');
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    await until(() => timesReady() === 1);
    const crashed = await pidOfApp();
    process.kill(crashed, 'SIGABRT');
    await until(() => timesReady() === 2);
    expect(supervisor.printed).to.contain('FamiliarFaces crashed (SIGABRT). Restarting in 1 s.\n');
    const photo = firstOf(await photosOf(grace));
    expect((await grace.get(photo)).status).to.equal(200);
    const running = await pidOfApp();
    supervisor.child.kill('SIGINT');
    expect(await supervisor.ended).to.equal(0);
    expect([crashed, running].filter(isThere)).to.deep.equal([]);
  });

  it('abuse 79: is not outlived by the app when it is killed itself', async () => {
    await start();
    const app = await pidOfApp();
    await supervisor.kill();
    await until(() => !isThere(app));
    const next = await AppProcess.start({ DATA_DIR: dataDir }); // the folder is free
    await next.kill();
  });

  it('abuse 79: is not outlived by an app that is still starting, which closes as at any other time', async () => {
    supervisor = new AppProcess(
      { PORT: String(await freePort()), DATA_DIR: dataDir, RECOGNITION_WORKERS: '1' },
      undefined,
      SUPERVISED,
    );
    await until(() => supervisor.listens());
    await supervisor.kill(); // resolves when the app, which prints to the same place, has ended too
    expect(supervisor.printed).to.contain('FamiliarFaces is ready').and.not.contain('Error');
  });

  it('abuse 79: ends with the message of an app that can’t start, and does not try again', async () => {
    supervisor = new AppProcess({ PORT: 'eighty', DATA_DIR: dataDir }, undefined, SUPERVISED);
    expect(await supervisor.ended).to.equal(1);
    expect(supervisor.printed).to.match(/^FamiliarFaces can't start with these settings:[\s\S]*PORT[^\n]*\n$/);
  });

  it('abuse 79: keeps trying when a start after a crash fails, too', async () => {
    await start();
    await until(() => timesReady() === 1);
    process.kill(await pidOfApp(), 'SIGKILL');
    await until(() => supervisor.printed.includes('crashed (SIGKILL). Restarting'));
    const other = net.createServer().listen(Number(new URL(supervisor.url).port), '127.0.0.1');
    await until(() => supervisor.printed.includes('crashed (exit code 1). Restarting in 2 s'));
    other.close();
    await until(() => timesReady() === 2);
  });

  it('abuse 79: ends with npm, whose shell passes no signal on', async () => {
    supervisor = new AppProcess(
      { PORT: String(await freePort()), DATA_DIR: dataDir, RECOGNITION_WORKERS: '1' },
      undefined,
      ['npm', 'start'],
    );
    await until(() => timesReady() === 1);
    supervisor.child.kill('SIGTERM');
    await supervisor.ended; // when the last process has closed npm's output
    expect(await supervisor.listens()).to.equal(false);
  });

  it('abuse 79: ends at once between two starts', async () => {
    await start();
    process.kill(await pidOfApp(), 'SIGKILL');
    await until(() => supervisor.printed.includes('Restarting'));
    supervisor.child.kill('SIGTERM');
    expect(await supervisor.ended).to.equal(0);
  });
});
