// An engine's pool in a process of its own, to see what becomes of its workers when that process ends. Its one photo keeps a worker
// computing without end; prints the worker's process number before.
import pino from 'pino';
import { EnginePool } from '../../src/engine/engine-pool';
import { FAULTY_WORKER } from './faulty-worker';

const settings = { engine: 'wasm', precision: 'auto', threads: 1, limits: { photoMegapixels: 1 } } as const;
const job = (what: string) => new Uint8Array(Buffer.from(what));

async function run(): Promise<void> {
  const pool = new EnginePool({ workers: 1, queue: 10, program: FAULTY_WORKER, settings }, pino({ level: 'silent' }));
  const { picture } = await pool.describe(job('who'));
  await pool.describe(job('compute'), {
    onStage: (stage) => stage === 'decoding' && console.log(picture.width),
  });
}
void run();
