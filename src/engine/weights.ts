import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../start-error';

/** Where `npm run weights` puts the networks: beside the code, compiled or not. */
export const WEIGHTS_FOLDER = path.join(__dirname, '..', '..', 'weights');

const SUMS = 'SHA256SUMS';
const PIECE = 256 * 1024;

/** A weight file isn't what it was when its figures were measured: no face it described could be trusted. */
export class DamagedWeightsError extends StartError {
  constructor(file: string) {
    super(`weights/${file} is missing or damaged: run npm run weights`);
    this.name = 'DamagedWeightsError';
  }
}

/** Read through one small buffer: 60 MB of weights, read whole, would stay in memory until much later. */
async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(PIECE);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/**
 * Checks every file that SHA256SUMS lists (`sha256sum --check` reads the same file).
 * @throws {DamagedWeightsError} naming the first file that is missing or differs
 */
export async function checkWeights(folder: string = WEIGHTS_FOLDER): Promise<void> {
  const sums = await readFile(path.join(folder, SUMS), 'utf8').catch(() => {
    throw new DamagedWeightsError(SUMS);
  });
  for (const line of sums.trim().split('\n')) {
    const [sum, file] = line.split(/\s+/);
    const found = await sumOf(path.join(folder, file)).catch(() => undefined);
    if (found !== sum) throw new DamagedWeightsError(file);
  }
}
