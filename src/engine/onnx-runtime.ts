import { isMainThread } from 'node:worker_threads';

// From 1.29 on, ONNX Runtime for Linux writes an id of the device below HOME and sends its maker which models run on
// which machine, unless this variable is set when its library is loaded. Nothing may leave the machine.
const QUIET = 'ORT_DISABLE_TELEMETRY';

// The library reads the environment of the process, which only the main thread can change: other threads have a copy.
if (isMainThread) process.env[QUIET] = '1';

/**
 * Loads ONNX Runtime with its telemetry turned off. No other file may import it.
 * @throws when it has no binary for this machine, or when a thread loads it before the main thread has imported this file
 */
export async function loadOnnxRuntime(): Promise<typeof import('onnxruntime-node')> {
  if (process.env[QUIET] !== '1')
    throw new Error(`The main thread has to set ${QUIET} first: import onnx-runtime.ts there.`);
  return import('onnxruntime-node');
}
