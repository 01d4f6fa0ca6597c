import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { ApiClient } from '../support/api';
import { UNLIMITED } from '../support/app';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { COMPILED, requireFaultTools } from '../support/fault-tools';
import { unescaped } from '../support/pages';
import { Receiver } from '../support/receiver';
import { expectWhole } from '../support/stored';

const KILLS = Number(process.env['FAULTS_KILLS'] ?? 20);
/** How long people are added at most before a kill, in milliseconds. */
const WORKING_MS = 800;

describe(`${KILLS} kills while webhooks are sent`, function () {
  this.timeout(0);
  const dataDir = temporaryFolder();
  let env: Record<string, string>;
  let receiver: Receiver;
  before(async () => {
    requireFaultTools();
    env = {
      ...UNLIMITED,
      ...{ PORT: String(await freePort()), DATA_DIR: dataDir, RECOGNITION_WORKERS: '1' },
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
    };
    // Half of them are still being answered when the app is killed.
    receiver = await Receiver.start((_message, response) => {
      void setTimeout(Math.random() * 50).then(() => response.end());
    });
  });
  after(async () => {
    await receiver?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function keyOf(grace: Browser): Promise<string> {
    const made = await grace.post('/keys', { name: 'test', end: '', 'people:write': 'yes', 'photos:write': 'yes' });
    return unescaped(/data-copying="text">([^<]+)</.exec(made.text)?.[1] ?? '');
  }

  /** Adds people until the app is gone. @returns the ids of those that were acknowledged */
  async function addPeople(client: ApiClient, names: () => string): Promise<string[]> {
    const added: string[] = [];
    for (;;) {
      const answer = await client.post('/people', { json: { name: names() } }).catch(() => undefined);
      if (!answer) return added;
      expect(answer.status, JSON.stringify(answer.json)).to.equal(201);
      added.push(answer.json.id);
    }
  }

  it('abuse 194: everything that was answered arrives at least once', async () => {
    const first = await AppProcess.start(env, COMPILED);
    const grace = await signIn(first.url, 'Grace');
    await grace.post('/webhooks', { name: 'test', url: receiver.url, 'person-added': 'yes' });
    const client = new ApiClient(first.url, await keyOf(grace));
    await first.kill();
    const added: string[] = [];
    let number = 0;
    for (let kills = 0; kills < KILLS; kills++) {
      const app = await AppProcess.start(env, COMPILED);
      const working = addPeople(client, () => `Person ${++number}`);
      await setTimeout(Math.random() * WORKING_MS);
      await app.kill();
      added.push(...(await working));
    }
    const last = await AppProcess.start(env, COMPILED);
    const missing = () => {
      const arrived = new Set(receiver.received.map(({ body }) => JSON.parse(body).data.person.id));
      return added.filter((id) => !arrived.has(id));
    };
    await until(() => missing().length === 0);
    expect(added.length).to.be.above(KILLS);
    await last.kill();
    expectWhole(dataDir);
  });
});
