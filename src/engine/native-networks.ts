import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { toCandidates } from './candidates';
import { elementAt } from './element-at';
import { CHIP_SIZE, DESCRIPTOR_LENGTH, LANDMARKS_LENGTH, LANDMARKS_SIZE, type Networks } from './networks';
import { loadOnnxRuntime } from './onnx-runtime';
import { CHANNELS } from './raster';

export interface NativeOptions {
  /** How many threads compute one network, including the calling thread. */
  threads: number;
}

/**
 * Faces in one run. A larger batch is at most 5% faster per face, and ONNX Runtime keeps the memory of the largest
 * batch: 28 MB more for 12 faces than for 4.
 */
const MAX_BATCH = 4;

const toSessionOptions = ({ threads }: NativeOptions): InferenceSession.SessionOptions => ({
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  // Without the arena, a detection may have to allocate its memory again: 25 ms of page faults. Memory patterns would
  // keep a plan and a block of memory for each batch size: 50 MB more, at the same speed.
  enableCpuMemArena: true,
  enableMemPattern: false,
  logSeverityLevel: 4,
  // Idle threads sleep. Spinning takes 2.4 times the processor time per photo, which other workers and the pages need.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

async function loadSessions(folder: string, options: NativeOptions) {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const load = (model: string) =>
    InferenceSession.create(path.join(folder, `${model}.onnx`), toSessionOptions(options));
  const [ssd, landmarks, descriptor] = await Promise.all([
    load('ssd_mobilenetv1_model'),
    load('face_landmark_68_model'),
    load('face_recognition_model'),
  ]);
  return { ssd, landmarks, descriptor, Tensor };
}

/** @throws when the graph doesn't have this output */
function floatsOf(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const output = outputs[name];
  if (!output) throw new Error(`The network has no output named ${name}.`);
  return output.data as Float32Array;
}

/**
 * Loads the networks into ONNX Runtime. Per thread, it is four times as fast as WebAssembly with AVX2, and ten times
 * with AVX-512. Loading and running block the calling thread, so call it in a worker.
 * @param folder holds the graphs that `npm run weights` makes
 * @throws when ONNX Runtime has no binary for the machine, or a graph is missing or damaged
 */
export async function loadNativeNetworks(folder: string, options: NativeOptions): Promise<Networks> {
  const { ssd, landmarks, descriptor, Tensor } = await loadSessions(folder, options);

  /** @param length how many floats the network returns for each square of `size` × `size` pixels */
  async function runInBatches(
    session: InferenceSession,
    squares: Float32Array,
    count: number,
    size: number,
    length: number,
  ): Promise<Float32Array> {
    const results = new Float32Array(count * length);
    const output = elementAt(session.outputNames, 0);
    const pixelsEach = size * size * CHANNELS;
    for (let from = 0; from < count; from += MAX_BATCH) {
      const to = Math.min(from + MAX_BATCH, count);
      const outputs = await session.run({
        pixels: new Tensor('float32', squares.subarray(from * pixelsEach, to * pixelsEach), [
          to - from,
          size,
          size,
          CHANNELS,
        ]),
      });
      results.set(floatsOf(outputs, output), from * length);
    }
    return results;
  }

  return {
    async detect({ pixels, rows, columns }) {
      const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
      const outputs = await ssd.run({ pixels: new Tensor('uint8', bytes, [1, 1, rows, columns * CHANNELS]) });
      return toCandidates(floatsOf(outputs, 'predictions'), rows, columns);
    },
    landmarks: (squares, count) => runInBatches(landmarks, squares, count, LANDMARKS_SIZE, LANDMARKS_LENGTH),
    describe: (chips, count) => runInBatches(descriptor, chips, count, CHIP_SIZE, DESCRIPTOR_LENGTH),
  };
}
