import type { InferenceSession } from 'onnxruntime-node';
import { toCandidates } from './candidates';
import type { Precision } from './choose-engine';
import { type DescriptorNetwork, FACE_API_1 } from './descriptor-network';
import { elementAt } from './element-at';
import { floatsOf, loadFile, loadSession } from './native-sessions';
import { LANDMARKS_LENGTH, LANDMARKS_SIZE, type Networks } from './networks';
import { loadOnnxRuntime } from './onnx-runtime';
import { CHANNELS } from './raster';
import { runOwn } from './run-own';

export interface NativeOptions {
  /** How many threads compute one network, including the calling thread. */
  threads: number;
  precision: Precision;
}

/**
 * Faces in one run. A larger batch is at most 5% faster per face, and ONNX Runtime keeps the memory of the largest
 * batch: 28 MB more for 12 faces than for 4.
 */
const MAX_BATCH = 4;

async function loadSessions(folder: string, { threads, precision }: NativeOptions) {
  const { Tensor } = await loadOnnxRuntime();
  const [ssd, landmarks, descriptor] = await Promise.all([
    loadSession(folder, 'ssd_mobilenetv1_model', precision, threads),
    loadSession(folder, 'face_landmark_68_model', 'float32', threads),
    loadSession(folder, 'face_recognition_model', precision, threads),
  ]);
  return { ssd, landmarks, descriptor, Tensor };
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

  const own = new Map<string, Promise<InferenceSession>>();

  /** Runs an operator's network, which is loaded when it is first needed. */
  async function describeByOwn(chips: Float32Array, count: number, network: DescriptorNetwork & { file: string }) {
    const session = own.get(network.file) ?? loadFile(folder, network.file, options.threads);
    own.set(network.file, session);
    return runOwn(await session, chips, count, network, Tensor);
  }

  return {
    async detect({ pixels, rows, columns }) {
      const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
      const outputs = await ssd.run({ pixels: new Tensor('uint8', bytes, [1, 1, rows, columns * CHANNELS]) });
      return toCandidates(floatsOf(outputs, 'predictions'), rows, columns);
    },
    landmarks: (squares, count) => runInBatches(landmarks, squares, count, LANDMARKS_SIZE, LANDMARKS_LENGTH),
    describe: (chips, count, network = FACE_API_1) =>
      network.file === null
        ? runInBatches(descriptor, chips, count, network.chipSize, network.outputs)
        : describeByOwn(chips, count, { ...network, file: network.file }),
  };
}
