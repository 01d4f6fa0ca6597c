import path from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { CHIP_SIZE, DESCRIPTOR_LENGTH, DETECT_SIZE, LANDMARKS_LENGTH, LANDMARKS_SIZE, type Networks } from './networks';
import { CHANNELS } from './raster';

export interface NativeOptions {
  /** How many threads compute one network, the calling one included. */
  threads: number;
}

/**
 * Faces in one run. A larger batch is 5 % faster per face at most, and the memory that the largest one needed stays
 * allocated: 28 MB more at 12 faces than at 4.
 */
const MAX_AT_ONCE = 4;

const toSessionOptions = ({ threads }: NativeOptions): InferenceSession.SessionOptions => ({
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  // Without the arena, a detection may have to ask the system for its memory anew: 25 ms of page faults. Patterns would keep
  // a plan and a block of memory for each batch size that ever came: 50 MB more, at the same speed.
  enableCpuMemArena: true,
  enableMemPattern: false,
  logSeverityLevel: 4,
  // Waiting threads sleep. Spinning costs 2.4 times the processor time per photo, which the other workers and the pages need.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

async function loadSessions(folder: string, options: NativeOptions) {
  // Imported here: where ONNX Runtime has no binary, it is the import that fails.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const load = (model: string) =>
    InferenceSession.create(path.join(folder, `${model}.onnx`), toSessionOptions(options));
  const [ssd, landmarks, descriptor] = await Promise.all([
    load('ssd_mobilenetv1_model'),
    load('face_landmark_68_model'),
    load('face_recognition_model'),
  ]);
  const toTensor = (squares: Float32Array, count: number, size: number) =>
    new Tensor('float32', squares, [count, size, size, CHANNELS]);
  return { ssd, landmarks, descriptor, toTensor };
}

const floatsOf = (output: Tensor) => output.data as Float32Array;

/**
 * The networks in ONNX Runtime: per thread, four times as fast as in WebAssembly with AVX2, ten times with AVX-512. Loading
 * and running block the calling thread, so both belong into a worker.
 * @param folder holds the graphs that `npm run weights` makes
 * @throws where ONNX Runtime has no binary for the machine, or a graph is missing or damaged
 */
export async function loadNativeNetworks(folder: string, options: NativeOptions): Promise<Networks> {
  const { ssd, landmarks, descriptor, toTensor } = await loadSessions(folder, options);

  /** @param length floats that come out for each square of `size` × `size` pixels */
  async function runInBatches(
    session: InferenceSession,
    squares: Float32Array,
    count: number,
    size: number,
    length: number,
  ): Promise<Float32Array> {
    const results = new Float32Array(count * length);
    const pixelsEach = size * size * CHANNELS;
    for (let from = 0; from < count; from += MAX_AT_ONCE) {
      const to = Math.min(from + MAX_AT_ONCE, count);
      const outputs = await session.run({
        pixels: toTensor(squares.subarray(from * pixelsEach, to * pixelsEach), to - from, size),
      });
      results.set(floatsOf(outputs[session.outputNames[0]]), from * length);
    }
    return results;
  }

  return {
    async detect(square) {
      const { boxes, scores } = await ssd.run({ pixels: toTensor(square, 1, DETECT_SIZE) });
      return { boxes: floatsOf(boxes), scores: floatsOf(scores) };
    },
    landmarks: (squares, count) => runInBatches(landmarks, squares, count, LANDMARKS_SIZE, LANDMARKS_LENGTH),
    describe: (chips, count) => runInBatches(descriptor, chips, count, CHIP_SIZE, DESCRIPTOR_LENGTH),
  };
}
