import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { type LocalProvider, startLocalProvider } from '../../src/auth/local-provider/local-provider';
import { UNLIMITED } from '../support/app';
import { AppCluster, NewConnections } from '../support/app-cluster';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { signIn } from '../support/browser';
import { BusyClient } from '../support/busy-client';
import { printCounts } from '../support/counts';
import { COMPILED, requireFaultTools } from '../support/fault-tools';
import { beginImport } from '../support/imports';
import { BEA, cropFace } from '../support/photos';
import { reckon } from '../support/reckoning';
import { countIn, expectWhole, holderOf, outOfStep, storedByUser, storedIn } from '../support/stored';
import { zipOf } from '../support/zips';

const KILLS = Number(process.env['FAULTS_KILLS'] ?? 10);
const RELOADS = 2;
const CLIENTS = 3;
/** Files of an import, of which one is a photo. */
const FILES = 400;
const WORKING_MS = 3000;

describe('two processes over one data folder', function () {
  this.timeout(0);
  const dataDir = temporaryFolder();
  const count = { reloads: 0, kills: 0, 'broken off': 0, refused: 0, 'files without a row': 0 };
  const clients: BusyClient[] = [];
  let env: Record<string, string>;
  let provider: LocalProvider;
  let cluster: AppCluster;
  before(async () => {
    requireFaultTools();
    const port = await freePort();
    const url = `http://localhost:${port}`;
    provider = await startLocalProvider({
      ...{ production: false, provider: undefined, host: '127.0.0.1', publicUrl: url, preferredPort: port + 1 },
    });
    env = {
      ...UNLIMITED,
      ...{ PORT: String(port), DATA_DIR: dataDir, RECOGNITION_WORKERS: '1', APP_SECRET: 's'.repeat(32) },
      ...{ OIDC_ISSUER: provider.issuer, CLIENT_ID: provider.clientId, CLIENT_SECRET: provider.clientSecret },
    };
    cluster = await AppCluster.start(env);
    for (let i = 1; i <= CLIENTS; i++)
      clients.push(await BusyClient.begin(url, `Client ${i}`, new NewConnections(url)));
  });
  const sum = (what: keyof BusyClient['answered']) =>
    clients.reduce((total, { answered }) => total + answered[what], 0);
  after(async () => {
    await cluster?.close();
    await provider?.close();
    rmSync(dataDir, { recursive: true, force: true });
    const answers = { added: sum('added'), renamed: sum('renamed'), deleted: sum('deleted') };
    printCounts(`Two processes, under ${CLIENTS} clients`, [{ ...count, ...answers, recognized: sum('recognized') }]);
  });

  function reckonWith(client: BusyClient): void {
    const { lost, back } = reckon(client, storedByUser(dataDir)(client.name));
    expect({ lost, back }, client.story.join('\n')).to.deep.equal({ lost: [], back: [] });
  }

  /** Has the clients work while something happens. @param onBreak called when a client's connection broke */
  async function underLoad(deed: () => Promise<void>, onBreak: (client: BusyClient) => void): Promise<void> {
    const stop = new AbortController();
    const working = clients.map(async (client) => {
      while (!stop.signal.aborted) {
        await client.workUntilItDies(stop.signal);
        if (!stop.signal.aborted || client.unsure) onBreak(client);
      }
    });
    const all = Promise.all(working);
    await Promise.race([deed(), all.then(() => expect.fail('the clients have stopped'))]);
    stop.abort();
    await all;
  }

  /** Uploads a zip with many files, as somebody of their own. */
  async function importAs(name: string): Promise<void> {
    const browser = await signIn(
      `http://localhost:${env['PORT']}`,
      name,
      '/',
      new NewConnections(`http://localhost:${env['PORT']}`),
    );
    const others = Array.from({ length: FILES - 1 }, (_, i) => ({
      ...{ name: `Bea/${i + 2}.jpg`, bytes: Buffer.from(`no photo ${i}`) },
    }));
    await beginImport(browser, zipOf([{ name: 'Bea/1.jpg', bytes: await cropFace(BEA) }, ...others]));
  }

  /** Expects that all imports end with a result for each file. */
  async function expectImported(imports: number): Promise<void> {
    await until(async () => {
      await setTimeout(500);
      return storedIn(dataDir).imports.every(({ state }) => state !== 'running');
    });
    expect(storedIn(dataDir).imports.map(({ state }) => state)).to.deep.equal(Array(imports).fill('done'));
    expect(countIn(dataDir, 'importResults')).to.equal(imports * FILES);
  }

  it('restart one after the other without refusing anything', async () => {
    await underLoad(
      async () => {
        for (; count.reloads < RELOADS; count.reloads++) {
          await setTimeout(WORKING_MS / 2);
          expect(await cluster.do('reload')).to.deep.equal([0, 0]);
        }
        await setTimeout(WORKING_MS / 2);
      },
      (client) => expect.fail(`a request was broken off: ${client.story.join('\n')}`),
    );
    count.refused += clients.reduce((total, { refused }) => total + refused, 0);
    expect(count.refused).to.equal(0);
    for (const each of clients) reckonWith(each);
    expect(outOfStep(dataDir)).to.deep.equal({ missing: [], stray: [] });
  });

  it('lose nothing that was acknowledged when one of them is killed, again and again', async () => {
    await importAs('Importer');
    await underLoad(
      async () => {
        for (; count.kills < KILLS; count.kills++) {
          await setTimeout(Math.random() * WORKING_MS);
          expect(await cluster.do('kill')).to.equal('SIGKILL');
          await cluster.do('start');
        }
      },
      (client) => {
        count['broken off']++;
        reckonWith(client);
      },
    );
    for (const each of clients) reckonWith(each);
    await expectImported(1);
    const { missing, stray } = outOfStep(dataDir);
    expect(missing, 'rows without a file').to.deep.equal([]);
    count['files without a row'] = stray.length;
  });

  it('take over from one that was stopped, which writes nothing more when it goes on', async () => {
    await importAs('Other importer');
    await until(() => holderOf(dataDir, 'import ') !== undefined);
    const stopped = holderOf(dataDir, 'import ') ?? expect.fail('the import has ended already');
    const before = countIn(dataDir, 'importResults');
    process.kill(stopped, 'SIGSTOP');
    await until(async () => {
      await setTimeout(500);
      const holder = holderOf(dataDir, 'import ');
      return holder !== undefined && holder !== stopped;
    });
    process.kill(stopped, 'SIGCONT');
    expect(before).to.be.below(2 * FILES);
    await expectImported(2);
  });

  it('leave nothing behind that the housekeeping does not remove', async () => {
    await cluster.do('end');
    const alone = await AppProcess.start(env, COMPILED);
    expectWhole(dataDir);
    for (const each of clients) reckonWith(each);
    await alone.kill();
    for (const what of ['added', 'deleted', 'renamed', 'recognized'] as const)
      expect(sum(what), what).to.be.above(KILLS / 2);
  });
});
