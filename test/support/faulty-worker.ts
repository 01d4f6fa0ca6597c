// An engine worker that fails as its bytes tell it to, for the pool's tests.
import { isMainThread, threadId } from 'node:worker_threads';
import type { Job, Outcome } from '../../src/engine/worker';

/** The worker's program, for a pool's options. */
export const FAULTY_WORKER = __filename;

/** In the environment that a worker is started with: it fails while it is `loading`, or at the `warm-up` alone. */
export const FAILING = 'FAULTY_WORKER_FAILS_AT';
if (!isMainThread && process.env[FAILING] === 'loading') throw new Error('not loaded');

const forever = new Int32Array(new SharedArrayBuffer(4));

function eatMemory(): never {
  const eaten: string[][] = [];
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, i) => `${eaten.length} ${i}`));
}

export default async function work({ bytes, stages }: Job): Promise<Outcome> {
  stages.postMessage('decoding');
  const [what, argument] = Buffer.from(bytes).toString().split(' ');
  if (bytes.length === 0 && process.env[FAILING] === 'warm-up') throw new Error('not warm');
  if (what === 'throw') throw new Error('thrown');
  if (what === 'exit') process.exit(3);
  if (what === 'hang') Atomics.wait(forever, 0, 0);
  if (what === 'eat') eatMemory();
  if (what === 'wait') await new Promise((resolve) => setTimeout(resolve, Number(argument)));
  if (what === 'stages') {
    for (const stage of ['detecting', 'describing'] as const) {
      stages.postMessage(stage);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const width = what === 'who' ? threadId : 1;
  return { photo: { picture: { jpeg: new Uint8Array(1), width, height: 1 }, faces: [] } };
}
