import { once } from 'node:events';
import { expect } from 'chai';
import pino from 'pino';
import type { Stage } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';
import type { WorkerBounds } from '../../src/engine/worker-messages';
import { until } from '../support/app-process';
import { FAILING, FAULTY_WORKER } from '../support/faulty-worker';
import { isThere } from '../support/processes';
import { rejection } from '../support/rejection';

const log = pino({ level: 'silent' });
const settings = { engine: 'wasm', precision: 'auto', threads: 1, limits: { photoMegapixels: 1 } } as const;
/** Longer than any job here on a machine that stands still for seconds. */
const AMPLE_MS = 30_000;
const job = (what: string) => new Uint8Array(Buffer.from(what));

describe('EnginePool, when things go wrong', () => {
  let pool: EnginePool;
  const start = (workers: number, queue = 10, longestJobMs = AMPLE_MS, narrow: Partial<WorkerBounds> = {}) => {
    const bounds = { memoryBytes: 1_000_000_000, decodingMs: 60_000, ...narrow };
    const bounded = { ...settings, bounds };
    pool = new EnginePool({ workers, queue, program: FAULTY_WORKER, settings: bounded, maxJobMs: longestJobMs }, log);
  };
  /** Which worker takes the next photo: its process's number. */
  const who = async () => (await pool.describe(job('who'))).picture.width;
  afterEach(() => pool.close());

  for (const what of ['throw', 'exit', 'abort', 'eat']) {
    it(`a worker that is told to ${what} fails its own job alone, with 503, and the next one succeeds`, async () => {
      start(2);
      const neighbor = pool.describe(job('wait 300'));
      expect(await rejection(pool.describe(job(what)))).to.include({ status: 503, id: 'engine_failed' });
      await neighbor;
      for (let i = 0; i < 3; i++) await pool.describe(job('fine'));
    });
  }

  for (const what of ['hang', 'compute'])
    it(`a worker that is told to ${what} for ever is killed and replaced, after the time that no photo takes`, async () => {
      start(1, 10, 2000);
      const worker = await who();
      expect(await rejection(pool.describe(job(what)))).to.include({ status: 503, id: 'engine_failed' });
      expect(isThere(worker)).to.equal(false);
      expect(await who()).to.not.equal(worker);
    });

  it('a photo that takes too long to decode is refused with 422, and its worker is gone', async () => {
    start(1, 10, 60_000, { decodingMs: 300 });
    const worker = await who();
    expect(await rejection(pool.describe(job('compute')))).to.include({ status: 422, id: 'photo_too_demanding' });
    expect(isThere(worker)).to.equal(false);
    await pool.describe(job('fine'));
  });

  it('a photo that takes too much memory is refused with 422, and its worker is gone', async () => {
    start(1, 10, 60_000, { memoryBytes: 500_000_000 });
    const worker = await who();
    await pool.describe(job('swell 100000000'));
    expect(await who(), 'within the bound').to.equal(worker);
    expect(await rejection(pool.describe(job('swell 2000000000')))).to.include({
      status: 422,
      id: 'photo_too_demanding',
    });
    expect(isThere(worker)).to.equal(false);
    await pool.describe(job('fine'));
  });

  it('gives a job its whole time, however long it has waited', async () => {
    start(1, 10, 3000);
    const all = Array.from({ length: 3 }, () => pool.describe(job('wait 1200')));
    await Promise.all(all);
  });

  it('a full queue says so at once, with 503 and when to try again', async () => {
    start(1, 2);
    await pool.describe(job('fine')); // so that the worker is there
    const accepted = [1, 2, 3].map(() => pool.describe(job('wait 200')));
    const refused = await rejection(pool.describe(job('fine')));
    expect(refused).to.include({ status: 503, id: 'too_busy' });
    expect(refused).to.have.nested.property('headers.Retry-After');
    await Promise.all(accepted);
    await pool.describe(job('fine'));
  });

  it('whoever came first is served first, however many come after', async () => {
    start(1, 10);
    await pool.describe(job('fine'));
    const served: number[] = [];
    const all = [1, 2, 3, 4, 5].map((number) => pool.describe(job('wait 20')).then(() => served.push(number)));
    await Promise.all(all);
    expect(served).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('owners take turns: somebody else’s photo is next, however many of one’s wait', async () => {
    start(1, 20);
    await pool.describe(job('fine'));
    const served: number[] = [];
    const send = (owner: number) => pool.describe(job('wait 10'), { owner }).then(() => served.push(owner));
    await Promise.all([1, 1, 1, 1, 1, 1, 2, 3].map(send));
    expect(served.slice(0, 4)).to.deep.equal([1, 2, 3, 1]);
  });

  it('one owner takes half of the queue at most, and gives up places for those who have fewer', async () => {
    start(1, 4);
    await pool.describe(job('fine'));
    const send = (owner: number) => pool.describe(job('wait 50'), { owner });
    const [first, second, third] = [send(1), send(1), send(1)];
    expect(await rejection(send(1))).to.include({ id: 'too_busy' });
    const others = [2, 3].map(send);
    const late = send(4); // the queue is full by now
    expect(await rejection(third)).to.include({ id: 'too_busy' });
    await Promise.all([first, second, late, ...others]);
  });

  it('a client that leaves while it waits drops its job, and only that', async () => {
    start(1);
    await pool.describe(job('fine'));
    const running = pool.describe(job('wait 300'));
    const signal = new AbortController();
    const left = pool.describe(job('hang'), { signal: signal.signal }); // would block every job behind it
    const after = pool.describe(job('fine'));
    signal.abort();
    expect(await rejection(left)).to.include({ id: 'client_gone' });
    await Promise.all([running, after]);
  });

  it('a client that leaves while its photo is being read costs no worker', async () => {
    start(1);
    const worker = await who();
    const signal = new AbortController();
    const begun = once(signal.signal, 'abort');
    const onStage = (stage: Stage) => stage === 'decoding' && signal.abort();
    const running = pool.describe(job('wait 200'), { signal: signal.signal, onStage });
    await begun;
    await running;
    expect(await who()).to.equal(worker);
  });

  it('a client that has left already gets no worker at all', async () => {
    start(1);
    const worker = await who();
    expect(await rejection(pool.describe(job('hang'), { signal: AbortSignal.abort() }))).to.include({
      id: 'client_gone',
    });
    expect(await who()).to.equal(worker);
  });

  it('reports when a photo waits, then each stage in order, and nothing after the answer', async () => {
    start(1);
    await pool.describe(job('fine'));
    const running = pool.describe(job('wait 200'));
    const stages: Stage[] = [];
    const described = pool.describe(job('stages'), { onStage: (stage) => stages.push(stage) });
    expect(stages).to.deep.equal(['waiting']);
    await running;
    await described;
    const told = [...stages];
    expect(told).to.deep.equal((['waiting', 'decoding', 'detecting', 'describing'] as const).slice(0, told.length));
    expect(told).to.include('detecting');
    await pool.describe(job('fine'));
    expect(stages).to.deep.equal(told);
  });

  it('reports no stage of a job that never began', async () => {
    start(1, 1);
    await pool.describe(job('fine'));
    const running = pool.describe(job('wait 200'));
    const stages: Stage[] = [];
    const signal = new AbortController();
    const onStage = (stage: Stage) => void stages.push(stage);
    const left = pool.describe(job('hang'), { signal: signal.signal, onStage });
    const refused = await rejection(pool.describe(job('fine'), { onStage }));
    expect(refused).to.include({ id: 'too_busy' });
    signal.abort();
    expect(await rejection(left)).to.include({ id: 'client_gone' });
    await running;
    expect(stages).to.deep.equal(['waiting']);
  });

  it('a client that leaves a job with stages behind it costs no worker', async () => {
    start(1);
    const worker = await who();
    const signal = new AbortController();
    const onStage = (stage: Stage) => stage === 'detecting' && signal.abort();
    await pool.describe(job('stages'), { signal: signal.signal, onStage });
    expect(signal.signal.aborted).to.equal(true);
    expect(await who()).to.equal(worker);
  });

  it('closing waits for running jobs', async () => {
    start(1);
    await pool.describe(job('fine'));
    let done = false;
    const running = pool.describe(job('wait 300')).then(() => {
      done = true;
    });
    await pool.close();
    expect(done).to.equal(true);
    await running;
  });

  it('closing refuses waiting jobs, with 503', async () => {
    start(1);
    await pool.describe(job('fine'));
    const running = pool.describe(job('wait 100'));
    const waiting = rejection(pool.describe(job('fine')));
    await pool.close();
    expect(await waiting).to.include({ status: 503, id: 'engine_failed' });
    await running;
  });
});

describe('EnginePool, when its networks could not be loaded at first', () => {
  let pool: EnginePool;
  const failures: unknown[] = [];
  const watched = pino({ level: 'error' }, { write: (line: string) => void failures.push(JSON.parse(line).msg) });
  /** @param how how workers fail that start from now on */
  const fail = (how: string) => {
    process.env[FAILING] = how;
  };
  const mend = () => delete process.env[FAILING];
  const start = async (how: string, workers = 1) => {
    failures.length = 0;
    fail(how);
    pool = new EnginePool({ workers, queue: 10, program: FAULTY_WORKER, settings, maxJobMs: AMPLE_MS }, watched);
    await until(() => failures.includes('failed to load the networks'));
  };
  afterEach(async () => {
    mend();
    await pool.close();
  });

  it('is ready as soon as a photo has been described', async () => {
    await start('warm-up');
    expect(pool.isReady()).to.equal(false);
    await pool.describe(job('fine'));
    expect(pool.isReady()).to.equal(true);
  });

  it('is ready in the end without any photo, as each health check makes it try again', async () => {
    await start('loading');
    expect(pool.isReady()).to.equal(false);
    mend();
    await until(() => pool.isReady());
    await pool.describe(job('fine'));
  });

  it('refuses each photo that waits for a worker, one after the other, and describes those that come when workers load again', async () => {
    await start('loading', 2);
    const refused = await Promise.all(Array.from({ length: 5 }, () => rejection(pool.describe(job('fine')))));
    expect(refused.map(({ id }) => id)).to.deep.equal(Array(5).fill('engine_failed'));
    mend();
    await until(() => pool.isReady());
    await Promise.all(Array.from({ length: 5 }, () => pool.describe(job('fine'))));
  });
});
