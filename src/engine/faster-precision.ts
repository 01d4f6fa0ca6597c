import type { InferenceSession } from 'onnxruntime-node';
import type { Precision } from './choose-engine';
import { loadSession } from './native-sessions';
import { PROBE_SHAPE } from './networks';
import { loadOnnxRuntime } from './onnx-runtime';

/** How many times each is measured. The first times are slow: memory and caches are new. */
const ROUNDS = 20;
/** It must take less than this share of the other's time: nobody gains from a little, as the results differ a little. */
const WORTH_IT = 0.8;

/** One layer of the detector. */
interface Probe {
  session: InferenceSession;
  run(): Promise<unknown>;
}

async function loadProbe(folder: string, precision: Precision): Promise<Probe> {
  const { Tensor } = await loadOnnxRuntime();
  const session = await loadSession(folder, 'probe', precision, 1);
  const values = new Tensor('float32', new Float32Array(PROBE_SHAPE.reduce((one, other) => one * other)), PROBE_SHAPE);
  return { session, run: () => session.run({ values }) };
}

/**
 * Measures on one layer of the detector whether this processor is faster with 8-bit integers, in some 50 ms. Most are, by two or three times; those
 * without instructions for it aren't.
 * @param folder holds the graphs that `npm run weights` makes
 * @throws when a graph is missing or damaged
 */
export async function fasterPrecision(folder: string): Promise<Precision> {
  const [int8, float32] = [await loadProbe(folder, 'int8'), await loadProbe(folder, 'float32')];
  let [withIntegers, withFloats] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    withIntegers = Math.min(withIntegers, await timeOf(int8));
    withFloats = Math.min(withFloats, await timeOf(float32));
  }
  await Promise.all([int8.session.release(), float32.session.release()]);
  return withIntegers < WORTH_IT * withFloats ? 'int8' : 'float32';
}

/** Returns the processor time of one run in microseconds: what else the machine does doesn't count. */
async function timeOf({ run }: Probe): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
