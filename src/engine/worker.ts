import type { MessagePort } from 'node:worker_threads';
import { isFault } from '../errors';
import type { DescribedPhoto } from './contract';
import type { PhotoLimits } from './decode';
import { describePhoto } from './pipeline';
import { loadWasmNetworks } from './wasm-networks';
import { WEIGHTS_FOLDER } from './weights';

export interface Job {
  bytes: Uint8Array;
  limits: PhotoLimits;
  /** Told when the job begins, as it may have waited. */
  begun: MessagePort;
}

/** An error's class gets lost between threads, so a fault travels as a value. */
export type Outcome = { photo: DescribedPhoto } | { fault: { status: number; id: string; message: string } };

async function prepare(): Promise<(job: Job) => Promise<Outcome>> {
  const networks = await loadWasmNetworks(WEIGHTS_FOLDER);
  return async function work({ bytes, limits, begun }) {
    begun.postMessage('begun');
    begun.close();
    try {
      return { photo: await describePhoto(bytes, networks, limits) };
    } catch (error) {
      if (!isFault(error)) throw error;
      return { fault: { status: error.status, id: error.id, message: error.message } };
    }
  };
}

// Piscina waits for the promise before it gives the worker its first job.
export default prepare();
