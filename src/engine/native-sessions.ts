import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { Precision } from './choose-engine';
import { loadOnnxRuntime } from './onnx-runtime';

const toSessionOptions = (threads: number): InferenceSession.SessionOptions => ({
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

/** What follows a graph's name in its file's. */
const SUFFIX = { float32: '', int8: '.int8' } as const;

/**
 * Loads a graph that `npm run weights` has made.
 * @param threads how many compute it, including the calling thread
 * @throws when it is missing or damaged
 */
export async function loadSession(
  folder: string,
  graph: string,
  precision: Precision,
  threads: number,
): Promise<InferenceSession> {
  return loadFile(folder, `${graph}${SUFFIX[precision]}.onnx`, threads);
}

/** Loads a graph by its file. @throws when it is missing or damaged */
export async function loadFile(folder: string, file: string, threads: number): Promise<InferenceSession> {
  const { InferenceSession } = await loadOnnxRuntime();
  return InferenceSession.create(path.join(folder, file), toSessionOptions(threads));
}

/** Returns an output of a network, an array of floats. @throws when the graph doesn't have it */
export function floatsOf(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const output = outputs[name];
  if (!output) throw new Error(`The network has no output named ${name}.`);
  return output.data as Float32Array;
}
