import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartError } from '../start-error';

/** The folder where `npm run weights` puts the networks: beside the code, compiled or not. */
export const WEIGHTS_FOLDER = path.join(__dirname, '..', '..', 'weights');

const SUMS = 'SHA256SUMS';
/** Of the heap of the thread that reads the files, in MB. */
const HEAP_MB = 8;

/** A file of the networks is missing or has changed, so that no descriptor could be trusted. */
export class DamagedWeightsError extends StartError {
  constructor(file: string) {
    super(`weights/${file} is missing or damaged: run npm run weights`);
    this.name = 'DamagedWeightsError';
  }
}

/**
 * What the thread does that computes the SHA-256 of files. It stands alone, as its text is what the thread is given: a file would need the
 * compiler of TypeScript in the thread, too. It reads through one small buffer, as 60 MB of weights would stay in memory for long.
 */
function sumFiles(load: typeof require): void {
  const { createHash } = load('node:crypto') as typeof import('node:crypto');
  const { closeSync, openSync, readSync } = load('node:fs') as typeof import('node:fs');
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const buffer = Buffer.alloc(256 * 1024);
  const sumOf = (file: string) => {
    const hash = createHash('sha256');
    const handle = openSync(file, 'r');
    try {
      for (let bytes = 1; bytes > 0; ) {
        bytes = readSync(handle, buffer);
        hash.update(buffer.subarray(0, bytes));
      }
    } finally {
      closeSync(handle);
    }
    return hash.digest('hex');
  };
  const sums = (workerData as string[]).map((file) => {
    try {
      return sumOf(file);
    } catch {
      return undefined;
    }
  });
  parentPort?.postMessage(sums);
}

/** Computes the SHA-256 of each file, in a thread of its own; undefined for one that can't be read. */
async function sumsOf(files: readonly string[]): Promise<ReadonlyArray<string | undefined>> {
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 1 };
  const thread = new Worker(`(${sumFiles.toString()})(require)`, {
    eval: true,
    execArgv: [],
    workerData: files,
    resourceLimits,
  });
  const [sums] = await once(thread, 'message');
  return sums;
}

/**
 * Checks every file in SHA256SUMS, the list that `sha256sum --check` reads. The calling thread goes on meanwhile.
 * @throws {DamagedWeightsError} naming the first file that is missing or differs, or the list when it can't be read
 */
export async function checkWeights(folder: string = WEIGHTS_FOLDER): Promise<void> {
  const sums = await readFile(path.join(folder, SUMS), 'utf8').catch(() => {
    throw new DamagedWeightsError(SUMS);
  });
  const lines = sums
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  const found = await sumsOf(lines.map(([, file = '']) => path.join(folder, file)));
  lines.forEach(([sum, file], i) => {
    if (!sum || !file) throw new DamagedWeightsError(SUMS);
    if (found[i] !== sum) throw new DamagedWeightsError(file);
  });
}
