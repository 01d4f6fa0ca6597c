import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { UNLIMITED } from '../support/app';
import { AppProcess, freePort, temporaryFolder } from '../support/app-process';
import { BusyClient } from '../support/busy-client';
import { printCounts } from '../support/counts';
import { COMPILED, requireFaultTools } from '../support/fault-tools';
import { reckon } from '../support/reckoning';
import { expectWhole, storedByUser } from '../support/stored';

const KILLS = Number(process.env['FAULTS_KILLS'] ?? 60);
const CLIENTS = 8;
const TOLD_EVERY = 100;
/** How many of the kills come while the app starts. */
const DURING_START = 0.25;
/** How long the clients work at most, as a multiple of what a start takes on this machine. */
const WORKING = 2;

describe(`${KILLS} kills at random moments`, function () {
  this.timeout(0);
  const dataDir = temporaryFolder();
  const count = { kills: 0, 'during start': 0, 'acknowledged photos lost': 0, 'deleted and back': 0 };
  const clients: BusyClient[] = [];
  let env: Record<string, string>;
  before(async () => {
    requireFaultTools();
    env = { ...UNLIMITED, PORT: String(await freePort()), DATA_DIR: dataDir, RECOGNITION_WORKERS: '1' };
  });
  const sum = (what: keyof BusyClient['answered']) =>
    clients.reduce((total, { answered }) => total + answered[what], 0);
  after(() => {
    rmSync(dataDir, { recursive: true, force: true });
    const answers = {
      added: sum('added'),
      renamed: sum('renamed'),
      deleted: sum('deleted'),
      recognized: sum('recognized'),
    };
    printCounts(`Killed at random moments, under ${CLIENTS} clients`, [{ ...count, ...answers }]);
  });

  /** Expects that the catalog has what the clients got acknowledged. */
  function reckonWithAll(): void {
    expectWhole(dataDir);
    const storedOf = storedByUser(dataDir);
    for (const client of clients) {
      const { lost, back } = reckon(client, storedOf(client.name));
      count['acknowledged photos lost'] += lost.length;
      count['deleted and back'] += back.length;
      expect({ lost, back }, `after ${count.kills} kills: ${client.story.join('\n')}`).to.deep.equal({
        lost: [],
        back: [],
      });
    }
  }

  async function killWhileStarting(startTime: number): Promise<void> {
    const app = new AppProcess(env, undefined, COMPILED);
    await setTimeout(Math.random() * startTime);
    await app.kill();
    count['during start']++;
  }

  async function killWhileWorking(): Promise<number> {
    const begun = performance.now();
    const app = await AppProcess.start(env, COMPILED);
    const startTime = performance.now() - begun;
    reckonWithAll();
    const working = Promise.all(clients.map((client) => client.workUntilItDies()));
    await Promise.race([working, setTimeout(Math.random() * WORKING * startTime)]);
    await app.kill();
    await working;
    return startTime;
  }

  it('abuse 75: lose no acknowledged photo, bring back nothing that was deleted, and leave no orphan', async () => {
    const first = await AppProcess.start(env, COMPILED);
    for (let i = 1; i <= CLIENTS; i++) clients.push(await BusyClient.begin(first.url, `Client ${i}`));
    await first.kill();
    let startTime = await killWhileWorking();
    while (++count.kills < KILLS) {
      if (Math.random() < DURING_START) await killWhileStarting(startTime);
      else startTime = await killWhileWorking();
      if (count.kills % TOLD_EVERY === 0)
        console.log(`${count.kills} kills, ${sum('added')} photos acknowledged, none lost`);
    }
    const last = await AppProcess.start(env, COMPILED);
    reckonWithAll();
    await last.kill();
    // Real work was going on.
    for (const what of ['added', 'deleted', 'renamed', 'recognized'] as const)
      expect(sum(what), what).to.be.above(KILLS / 4);
  });
});
