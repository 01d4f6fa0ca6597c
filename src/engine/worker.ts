import { type MessagePort, workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type Fault, isFault } from '../errors';
import type { DescribedPhoto, Stage } from './contract';
import type { PhotoLimits } from './decode';
import type { Networks } from './networks';
import { describePhoto } from './pipeline';
import { WEIGHTS_FOLDER } from './weights';

/** The settings that a worker gets when it starts. */
export interface WorkerSettings {
  engine: 'native' | 'wasm';
  /** How many threads a photo may use when nothing else runs. */
  threads: number;
  /** Shared memory of all workers: 0 while none of them leads, then 1. */
  lead: Int32Array;
  limits: PhotoLimits;
}

/** A photo for a worker to describe. */
export interface Job {
  bytes: Uint8Array;
  /** Gets each stage as it begins. The first one means that the job has left the queue. */
  stages: MessagePort;
}

/** A worker's result. A fault comes back as a value, because errors lose their class between threads. */
export type Outcome = { photo: DescribedPhoto } | { fault: Pick<Fault, 'status' | 'id' | 'message'> };

/**
 * Returns how many threads this worker may use. The leading worker gets every photo that comes alone, and may use all
 * of them. The others run when photos wait, and then one thread each does most.
 */
const threadsOf = ({ threads, lead }: WorkerSettings): number => (Atomics.exchange(lead, 0, 1) === 0 ? threads : 1);

/** Loads the networks into the chosen engine, without loading any code of the other one. */
async function loadNetworks(settings: WorkerSettings): Promise<Networks> {
  if (settings.engine === 'native')
    return (require('./native-networks') as typeof import('./native-networks.js')).loadNativeNetworks(WEIGHTS_FOLDER, {
      threads: threadsOf(settings),
    });
  return (require('./wasm-networks') as typeof import('./wasm-networks.js')).loadWasmNetworks(WEIGHTS_FOLDER);
}

/** Moves the large parts of a result to the main thread instead of copying them. */
function handOver({ picture, faces }: DescribedPhoto): Outcome {
  // The JPEG is copied: it lies in memory of libvips, which Node 22 and later don't transfer.
  const photo = { picture: { ...picture, jpeg: new Uint8Array(picture.jpeg) }, faces };
  const buffers = [photo.picture.jpeg.buffer, ...faces.map(({ descriptor }) => descriptor.buffer)];
  const moved = { [transferableSymbol]: buffers, [valueSymbol]: { photo } satisfies Outcome };
  return move(moved as never) as unknown as Outcome;
}

async function prepare(): Promise<(job: Job) => Promise<Outcome>> {
  const settings = workerData as WorkerSettings;
  const networks = await loadNetworks(settings);
  return async function work({ bytes, stages }) {
    try {
      return handOver(
        await describePhoto(bytes, networks, settings.limits, (stage: Stage) => stages.postMessage(stage)),
      );
    } catch (error) {
      if (!isFault(error)) throw error;
      return { fault: { status: error.status, id: error.id, message: error.message } };
    } finally {
      stages.close();
    }
  };
}

// Piscina waits for the promise before it gives the worker its first job.
export default prepare();
