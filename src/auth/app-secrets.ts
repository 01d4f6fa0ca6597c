import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config';

const MIN_LENGTH = 32;

/**
 * Loads the secrets that sign cookies: those of the settings, or else the app's own. The app makes its own at the first
 * start and keeps it in the data folder, so that people stay signed in over a restart.
 * @throws when the file can't be read or written, or contains no secret
 */
export async function loadAppSecrets({
  appSecrets,
  dataDir,
}: Pick<Config, 'appSecrets' | 'dataDir'>): Promise<readonly string[]> {
  if (appSecrets.length > 0) return appSecrets;
  const file = path.join(dataDir, 'app-secret');
  await createOnce(file, randomBytes(32).toString('hex'));
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < MIN_LENGTH)
    throw new Error(`${file} contains no secret: delete it and start again, which signs everyone out.`);
  return [secret];
}

/** Writes a file unless it exists: `wx` never overwrites a secret in use, not even when two apps start at the same time. */
async function createOnce(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
