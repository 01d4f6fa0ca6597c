import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../start-error';

/** The folder where `npm run weights` puts the networks: beside the code, compiled or not. */
export const WEIGHTS_FOLDER = path.join(__dirname, '..', '..', 'weights');

const SUMS = 'SHA256SUMS';
const BUFFER_BYTES = 256 * 1024;

/** A file of the networks is missing or has changed, so that no descriptor could be trusted. */
export class DamagedWeightsError extends StartError {
  constructor(file: string) {
    super(`weights/${file} is missing or damaged: run npm run weights`);
    this.name = 'DamagedWeightsError';
  }
}

/**
 * Computes the SHA-256 of a file. It reads through one small buffer, as 60 MB of weights would stay in memory for long.
 */
async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(BUFFER_BYTES);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, BUFFER_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/**
 * Checks every file in SHA256SUMS, the list that `sha256sum --check` reads.
 * @throws {DamagedWeightsError} naming the first file that is missing or differs, or the list when it can't be read
 */
export async function checkWeights(folder: string = WEIGHTS_FOLDER): Promise<void> {
  const sums = await readFile(path.join(folder, SUMS), 'utf8').catch(() => {
    throw new DamagedWeightsError(SUMS);
  });
  for (const line of sums.trim().split('\n')) {
    const [sum, file] = line.split(/\s+/);
    if (!sum || !file) throw new DamagedWeightsError(SUMS);
    const found = await sumOf(path.join(folder, file)).catch(() => undefined);
    if (found !== sum) throw new DamagedWeightsError(file);
  }
}
