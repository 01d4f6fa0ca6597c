import { catalogBusy, type Fault, isFault, storageFull, storageUnavailable } from '../errors';

// Only this file knows how a failing disk shows: by errno from the file system, by result codes from SQLite
// (https://www.sqlite.org/rescode.html).

const FULL = ['ENOSPC', 'EDQUOT'];
const UNAVAILABLE = ['EIO', 'EROFS'];
const SQLITE_FULL = 13;
const SQLITE_READONLY = 8;
export const SQLITE_BUSY = 5;
export const SQLITE_IOERR = 10;

/** The code by the message (sqlite3_errstr), as the driver leaves out the code of errors while it reads rows. */
const CODE_BY_MESSAGE: Record<string, number> = {
  'database is locked': SQLITE_BUSY,
  'disk I/O error': SQLITE_IOERR,
  'database or disk is full': SQLITE_FULL,
  'attempt to write a readonly database': SQLITE_READONLY,
};

/** Reads SQLite's primary result code from an error. @returns undefined for any other error */
export function sqliteCodeOf(error: unknown): number | undefined {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message: string };
  if (typeof errcode === 'number') return errcode & 0xff;
  return code === 'ERR_SQLITE_ERROR' ? CODE_BY_MESSAGE[message] : undefined;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

/** Converts an error into a fault: faults as they are, a full disk (507), a failing disk or one that others write to (503). @returns undefined for any other */
export function faultOf(error: unknown): Fault | undefined {
  if (isFault(error)) return error;
  const sqlite = sqliteCodeOf(error) ?? 0;
  if (FULL.includes(codeOf(error)) || sqlite === SQLITE_FULL) return storageFull(error);
  if (UNAVAILABLE.includes(codeOf(error)) || [SQLITE_READONLY, SQLITE_IOERR].includes(sqlite))
    return storageUnavailable(error);
  if (sqlite === SQLITE_BUSY) return catalogBusy(error);
  return undefined;
}

/** Whether the disk caused an error, rather than the user or the app. */
export const isStorageFault = (error: unknown): boolean =>
  isFault(faultOf(error), 'storage_full', 'storage_unavailable', 'catalog_busy', 'no_room_for_zip');
