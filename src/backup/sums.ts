import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSynced } from '../storage/files';
import { BackupError } from './backup-error';

/** The SHA-256 sum of each file, in hex, by its path in the backup, with `/`. */
export type Sums = Map<string, string>;

/** The list of a backup's files, as `sha256sum` writes and checks it. */
const SUMS_FILE = 'SHA256SUMS';
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/** Writes the list of a backup's files. */
export async function writeSums(backup: string, sums: Sums): Promise<void> {
  const lines = [...sums].map(([file, sum]) => `${sum}  ${file}\n`);
  await writeSynced(path.join(backup, SUMS_FILE), Buffer.from(lines.join('')));
}

/**
 * Reads the list of a backup's files.
 * @throws {BackupError} when it is missing or damaged, or names a file outside of the backup
 */
export async function readSums(backup: string): Promise<Sums> {
  const text = await readFile(path.join(backup, SUMS_FILE), 'utf8').catch((error) => {
    throw new BackupError(
      `${backup} is no backup (${error.code}: ${SUMS_FILE}): choose a folder that a backup was made into.`,
      {
        cause: error,
      },
    );
  });
  const sums: Sums = new Map();
  for (const line of text.split('\n').slice(0, -1)) {
    const [, sum, file] = LINE.exec(line) ?? [];
    if (!sum || !file || !isInside(file)) throw damagedList(backup);
    sums.set(file, sum);
  }
  if (!text.endsWith('\n')) throw damagedList(backup);
  return sums;
}

const isInside = (file: string) =>
  !path.posix.isAbsolute(file) && path.posix.normalize(file) === file && !file.startsWith('..');

const damagedList = (backup: string) =>
  new BackupError(`${path.join(backup, SUMS_FILE)} is damaged: restore from another backup.`);
