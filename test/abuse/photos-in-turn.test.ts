import { expect } from 'chai';
import { EnginePool } from '../../src/engine/engine-pool';
import type { ServiceOptions } from '../../src/services';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { FAULTY_WORKER } from '../support/faulty-worker';
import { photoForm } from '../support/photos';

const WORKERS = 2;
/** As many as one user may have in progress. */
const FLOOD = 2 * WORKERS;

describe('one user’s photos', () => {
  let app: TestApp;
  let mallory: Browser;
  let ada: Browser;
  /** How many photos the engine has been given. */
  let given = 0;

  /** Its workers do what their photos' bytes say. */
  const startEngine: ServiceOptions['startEngine'] = async ({ queue, threads, limits }, log) => {
    const settings = { engine: 'wasm', precision: 'auto', threads, limits } as const;
    const pool = new EnginePool({ workers: WORKERS, queue, program: FAULTY_WORKER, settings }, log);
    return {
      describe(...photo) {
        given++;
        return pool.describe(...photo);
      },
      kind: 'wasm',
      networks: pool.networks,
      isReady: () => pool.isReady(),
      isIdle: () => pool.isIdle(),
      close: () => pool.close(),
    };
  };
  before(async () => {
    app = await startApp({ RECOGNITION_WORKERS: String(WORKERS), RECOGNITION_QUEUE: '20' }, { startEngine });
    mallory = await signIn(app.url, 'Mallory');
    ada = await signIn(app.url, 'Ada');
  });
  after(() => app.close());

  const DOORS = {
    recognized: (browser: Browser, bytes: Buffer) => browser.post('/recognition', photoForm([['a.jpg', bytes]])),
    'added to a person': (browser: Browser, bytes: Buffer) =>
      browser.post('/images', photoForm([['a.jpg', bytes]], { name: 'Bea' })),
  };
  const statusOf = async (browser: Browser) => (await DOORS.recognized(browser, Buffer.from('wait 3000'))).status;
  for (const [what, send] of Object.entries(DOORS)) {
    it(`abuse 101: that are ${what} leave others their turn: somebody else’s is next when a worker is free`, async () => {
      const ended: string[] = [];
      const before = given;
      const flood = Array.from({ length: FLOOD }, (_, i) =>
        send(mallory, Buffer.from(`wait 500 ${i}`)).then(() => ended.push('Mallory')),
      );
      await until(() => given === before + FLOOD);
      await Promise.all([...flood, send(ada, Buffer.from('wait 100')).then(() => ended.push('Ada'))]);
      // Those that ran when hers came, and no other.
      expect(ended.indexOf('Ada'), ended.join(', ')).to.be.at.most(WORKERS);
    });
  }

  it('abuse 101: never fill the queue: beyond a user’s share they are refused, and others have room', async () => {
    const before = given;
    const flood = Array.from({ length: 20 }, () => statusOf(mallory));
    await until(() => given === before + FLOOD);
    expect((await DOORS.recognized(ada, Buffer.from('fine'))).status).to.equal(303);
    const answers = await Promise.all(flood);
    expect(answers.filter((status) => status === 429)).to.have.length(20 - FLOOD);
  });
});
