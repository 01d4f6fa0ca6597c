import { randomBytes } from 'node:crypto';
import { rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { faultOf } from '../../catalog/storage-faults';
import { isFault, noRoomForZip } from '../../errors';
import { MEGABYTE } from '../../units';
import { CommandError } from '../command-error';
import type { Terminal } from '../terminal';
import { contentsOf, copyInto, packInto } from './pack-folder';

/** A zip that is to be imported. */
export interface BroughtZip {
  file: string;
  /** What the import is called. */
  name: string;
  /** What this user couldn't read, and so isn't in it. */
  unreadable: readonly string[];
}

/**
 * Brings what is to be imported as a zip into a folder of the data folder's disk, where an import takes it over.
 * @param source a zip, or a folder
 * @param use uses the zip; afterwards it is removed, if it is still there
 * @throws {CommandError} when there is no such file or folder, or it has no files; noRoomForZip; the signal's reason
 */
export async function withZip<Result>(
  source: string,
  folder: string,
  terminal: Terminal,
  use: (zip: BroughtZip) => Promise<Result>,
): Promise<Result> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'ENOENT' ? `There is no ${source}.` : `${source} can't be read (${error.code ?? error.message}).`,
    );
  });
  const file = path.join(folder, `${randomBytes(16).toString('hex')}.zip`);
  try {
    const unreadable = found.isDirectory()
      ? await pack(source, file, terminal)
      : await copy(source, found.size, file, terminal);
    return await use({ file, name: path.basename(path.resolve(source)), unreadable });
  } finally {
    await rm(file, { force: true });
  }
}

async function pack(source: string, file: string, terminal: Terminal): Promise<readonly string[]> {
  const { files, unreadable } = await contentsOf(source);
  if (files.length === 0)
    throw new CommandError(
      unreadable.length > 0
        ? `This user can't read ${unreadable[0]}.`
        : `${source} has no files, so there is nothing to import.`,
    );
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  await bring(bytes, file, terminal, (onBytes) => packInto(file, files, terminal.signal, onBytes));
  return unreadable;
}

async function copy(source: string, bytes: number, file: string, terminal: Terminal): Promise<readonly string[]> {
  await bring(bytes, file, terminal, (onBytes) => copyInto(file, source, terminal.signal, onBytes)).catch((error) => {
    if (error.code === 'EACCES') throw new CommandError(`This user can't read ${source}.`);
    throw error;
  });
  return [];
}

async function bring(
  bytes: number,
  file: string,
  terminal: Terminal,
  work: (onBytes: (bytes: number) => void) => Promise<void>,
): Promise<void> {
  const { bavail, bsize } = await statfs(path.dirname(file));
  if (bytes > bavail * bsize) throw noRoomForZip();
  const progress = terminal.progress('Copying megabytes', Math.ceil(bytes / MEGABYTE));
  try {
    await work((done) => progress.update(Math.floor(done / MEGABYTE)));
  } catch (error) {
    const fault = faultOf(error);
    throw isFault(fault, 'storage_full') ? noRoomForZip(error) : error;
  } finally {
    progress.end();
  }
}
