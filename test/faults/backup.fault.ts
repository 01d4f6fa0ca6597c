import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { UNLIMITED } from '../support/app';
import { AppProcess, freePort, temporaryFolder } from '../support/app-process';
import { BusyClient } from '../support/busy-client';
import { runCommand, startCommand } from '../support/cli';
import { printCounts } from '../support/counts';
import { COMPILED, requireFaultTools } from '../support/fault-tools';
import { expectWhole, storedByUser } from '../support/stored';
import { Tmpfs } from '../support/tmpfs';

const CLIENTS = 4;
const BACKUPS = Number(process.env['FAULTS_BACKUPS'] ?? 6);
/** For how long a backup runs before it is killed, in milliseconds, at most. */
const KILLED_WITHIN = 1500;

describe('backups under load', function () {
  this.timeout(0);
  const folder = temporaryFolder();
  const [dataDir, backupDir] = [path.join(folder, 'data'), path.join(folder, 'backups')];
  const env: Record<string, string> = {
    ...UNLIMITED,
    DATA_DIR: dataDir,
    BACKUP_DIR: backupDir,
    RECOGNITION_WORKERS: '1',
  };
  const counts = {
    backups: 0,
    killed: 0,
    'states passed meanwhile': 0,
    'states restored that never were': 0,
    'results lost': 0,
  };
  before(async () => {
    requireFaultTools();
    env['PORT'] = String(await freePort());
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    printCounts(`Backups while ${CLIENTS} clients add, rename, delete and recognize`, [counts]);
  });

  it('have all that was acknowledged before, nothing that was deleted before, and are restored and recognized', async () => {
    const app = await AppProcess.start(env, COMPILED);
    const clients: BusyClient[] = [];
    for (let i = 1; i <= CLIENTS; i++) clients.push(await BusyClient.begin(app.url, `Client ${i}`));
    const working = Promise.all(clients.map((client) => client.workUntilItDies()));
    for (let i = 0; i < BACKUPS; i++) {
      while (clients.some(({ history }) => history.length < 5 * (i + 1))) await pause(20);
      await killOne();
      const before = clients.map(({ history, known }) => ({ at: history.length - 1, results: [...known.results] }));
      const { code, stdout, stderr } = await runCommand(['backup', '--json'], env);
      expect(code, stderr).to.equal(0);
      // Whatever was underway when it ended is answered by then.
      const ends = clients.map(({ history }) => history.length);
      while (clients.some(({ history }, each) => history.length <= (ends[each] ?? 0))) await pause(20);
      counts.backups++;
      const { folder: backup, missing } = JSON.parse(stdout);
      expect(missing).to.deep.equal([]);
      const storedOf = storedByUser(backup);
      for (const [each, client] of clients.entries()) {
        const { people, results } = storedOf(client.name);
        const passed = client.history.slice(before[each]?.at).map((names) => names.join());
        counts['states passed meanwhile'] += passed.length;
        if (!passed.includes(people.sort().join())) counts['states restored that never were']++;
        counts['results lost'] += (before[each]?.results ?? []).filter((id) => !results.includes(id)).length;
      }
    }
    await app.kill();
    await working;
    expect(counts).to.include({ backups: BACKUPS, 'states restored that never were': 0, 'results lost': 0 });
    await restoreAndRecognize(clients);
  });

  /** A backup that is killed leaves nothing that the next one minds. */
  async function killOne(): Promise<void> {
    const killed = startCommand(['backup'], env);
    const ended = once(killed.child, 'exit');
    await pause(Math.random() * KILLED_WITHIN);
    killed.child.kill('SIGKILL');
    await ended;
    counts.killed++;
  }

  /** The newest backup, in a folder of its own: it is whole, and its people are recognized by a new app. */
  async function restoreAndRecognize(clients: readonly BusyClient[]): Promise<void> {
    const restored = path.join(folder, 'restored');
    const { code, stderr } = await runCommand(['restore'], { ...env, DATA_DIR: restored });
    expect(code, stderr).to.equal(0);
    const app = await AppProcess.start({ ...env, DATA_DIR: restored }, COMPILED);
    expectWhole(restored);
    const storedOf = storedByUser(restored);
    for (const { name } of clients) {
      const client = await BusyClient.begin(app.url, name);
      await client.expectRecognized(storedOf(name).people);
    }
    await app.kill();
  }

  it('on a disk that is full are refused in one sentence, and earlier ones stay', async () => {
    const disk = new Tmpfs();
    try {
      const there = { ...env, BACKUP_DIR: path.join(disk.dataDir, 'backups') };
      expect((await runCommand(['backup'], there)).code).to.equal(0);
      for (const pages of [0, 20, 60]) {
        await pause(1000); // the next second, as a backup is named after it
        disk.fill(pages);
        const { code, stderr } = await runCommand(['backup'], there);
        expect(code, `${pages} pages`).to.equal(1);
        expect(stderr, `${pages} pages`).to.match(/^[^\n]+the disk is full[^\n]+\.\n$/);
        disk.free();
        const verified = await runCommand(['backup', '--verify'], there);
        expect(verified).to.include({ code: 0 });
        expect(verified.stdout).to.match(/^\S+: whole\n$/);
      }
    } finally {
      disk.unmount();
    }
  });
});
