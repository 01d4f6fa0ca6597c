// An engine worker that fails as its bytes tell it to, for the pool's tests.
import '../../src/engine/leave-signals';
import { serveJobs, type Work } from '../../src/engine/serve-jobs';

/** The worker's program, for a pool's options. */
export const FAULTY_WORKER = __filename;

/** In the environment that a worker is started with: it fails while it is `loading`, or at the `warm-up` alone. */
export const FAILING = 'FAULTY_WORKER_FAILS_AT';

const forever = new Int32Array(new SharedArrayBuffer(4));

function eatMemory(): never {
  const eaten: string[][] = [];
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, i) => `${eaten.length} ${i}`));
}

/** Memory outside the heap, as decoders take it. */
async function swellTo(bytes: number): Promise<void> {
  const taken: Buffer[] = [];
  for (let sum = 0; sum < bytes; sum += 10_000_000) {
    taken.push(Buffer.alloc(10_000_000, 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
}

function compute(): never {
  for (;;) Math.random();
}

const work: Work = async ({ bytes }, onStage) => {
  onStage('decoding');
  const [what, argument] = Buffer.from(bytes).toString().split(' ');
  if (bytes.length === 0 && process.env[FAILING] === 'warm-up') throw new Error('not warm');
  if (what === 'throw') throw new Error('thrown');
  if (what === 'exit') process.exit(3);
  if (what === 'abort') process.abort();
  if (what === 'hang') Atomics.wait(forever, 0, 0);
  if (what === 'compute') compute();
  if (what === 'eat') eatMemory();
  if (what === 'swell') await swellTo(Number(argument));
  if (what === 'wait') await new Promise((resolve) => setTimeout(resolve, Number(argument)));
  if (what === 'stages') {
    for (const stage of ['detecting', 'describing'] as const) {
      onStage(stage);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const width = what === 'who' ? process.pid : 1;
  const picture = { jpeg: new Uint8Array(1), width, height: 1 };
  return { picture, uploaded: { width, height: 1, quarters: 0 }, faces: [] };
};

if (process.send && require.main === module)
  void serveJobs(async () => {
    if (process.env[FAILING] === 'loading') throw new Error('not loaded');
    return work;
  });
