import { type MessagePort, workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type Fault, isFault } from '../errors';
import type { DescribedPhoto, Stage } from './contract';
import type { PhotoLimits } from './decode';
import type { Networks } from './networks';
import { describePhoto } from './pipeline';
import { WEIGHTS_FOLDER } from './weights';

/** What a worker is told when it starts. */
export interface WorkerSettings {
  engine: 'native' | 'wasm';
  /** Threads that a photo may use when nothing else runs. */
  threads: number;
  /** 0 while no worker leads (shared memory). */
  lead: Int32Array;
  limits: PhotoLimits;
}

export interface Job {
  bytes: Uint8Array;
  /** Told each stage when it begins. The first one says that the job itself has begun, as it may have waited. */
  stages: MessagePort;
}

/** An error's class gets lost between threads, so a fault travels as a value. */
export type Outcome = { photo: DescribedPhoto } | { fault: Pick<Fault, 'status' | 'id' | 'message'> };

/**
 * One worker leads: it gets every photo that comes alone, and may use all threads. The others come when photos wait, and
 * then one thread each does most.
 */
const threadsOf = ({ threads, lead }: WorkerSettings): number => (Atomics.exchange(lead, 0, 1) === 0 ? threads : 1);

/** Loads the engine that was chosen, and nothing of the other. */
async function loadNetworks(settings: WorkerSettings): Promise<Networks> {
  if (settings.engine === 'native')
    return (require('./native-networks') as typeof import('./native-networks.js')).loadNativeNetworks(WEIGHTS_FOLDER, {
      threads: threadsOf(settings),
    });
  return (require('./wasm-networks') as typeof import('./wasm-networks.js')).loadWasmNetworks(WEIGHTS_FOLDER);
}

/** Hands the large parts over to the other thread instead of copying them. */
function handOver({ picture, faces }: DescribedPhoto): Outcome {
  // The JPEG lies in memory of libvips, which Node from 22 on lets no other thread have.
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
