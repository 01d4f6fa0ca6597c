import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../start-error';
import { isStorageFault, SQLITE_BUSY, sqliteCodeOf } from './storage-faults';

// Why the app can't start with its data folder, for the operator.

// SQLite's result codes (https://www.sqlite.org/rescode.html).
const NOT_A_DATABASE = 26;

/** Says why the data folder can't be created. */
export function folderFault(dataDir: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EEXIST' || error.code === 'ENOTDIR') {
    return new StartError(
      `DATA_DIR is ${dataDir}, which is a file or inside one: set DATA_DIR to a folder, or move that file.`,
      { cause: error },
    );
  }
  return new StartError(
    `DATA_DIR is ${dataDir}, a folder that can't be created (${error.message}): set DATA_DIR to one that this user can write to.`,
    { cause: error },
  );
}

/** What gives a folder to this user, who has no name in some containers. Windows knows no such numbers. */
export const howToOwn = (folder: string) =>
  process.getuid ? `run \`chown -R ${process.getuid()} ${folder}\` as root` : 'allow that';

const isForbidden = (error: unknown) => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Finds what another user has left in the data folder, such as a copy that root restored. @returns undefined when this user may write all */
export function foreignFileOf(dataDir: string): string | undefined {
  return readdirSync(dataDir)
    .map((name) => path.join(dataDir, name))
    .find((file) => {
      try {
        accessSync(file, constants.R_OK | constants.W_OK);
        return false;
      } catch (error) {
        return isForbidden(error);
      }
    });
}

/** Turns a storage fault at the start into a sentence for the operator. @returns any other error unchanged */
export function startFaultOf(dataDir: string, error: unknown): unknown {
  const file = isForbidden(error) ? foreignFileOf(dataDir) : undefined;
  if (file)
    return new StartError(
      `DATA_DIR has ${file}, which this user can't write: ${howToOwn(dataDir)}, or set another DATA_DIR.`,
      { cause: error },
    );
  if (!isStorageFault(error)) return error;
  const reason = (error as Error).message;
  return new StartError(
    `DATA_DIR is ${dataDir}, on a disk that is full or can't be written to (${reason}): fix that, or set another DATA_DIR.`,
    {
      cause: error,
    },
  );
}

/** Says why the data folder can't be locked. @returns any other error unchanged */
export function lockFault(dataDir: string, file: string, error: unknown): unknown {
  const code = sqliteCodeOf(error);
  if (code === undefined) return error;
  if (code === SQLITE_BUSY)
    return new StartError(
      `DATA_DIR ${dataDir} is in use by another FamiliarFaces: stop that one, or set another DATA_DIR.`,
      { cause: error },
    );
  if (code === NOT_A_DATABASE)
    return new StartError(`${file} is not FamiliarFaces' lock file: delete it, it contains no data.`, { cause: error });
  const fault = startFaultOf(dataDir, error);
  if (fault !== error) return fault;
  const reason = (error as Error).message;
  return new StartError(
    `DATA_DIR is ${dataDir}, where this user can't write (${reason}): ${howToOwn(dataDir)}, or set another DATA_DIR.`,
    { cause: error },
  );
}

/** Whether a folder couldn't be locked as another process has it. */
export const isInUse = (error: unknown): boolean =>
  error instanceof StartError && error.cause !== undefined && sqliteCodeOf(error.cause) === SQLITE_BUSY;
