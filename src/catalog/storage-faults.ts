import { type Fault, isFault, storageFull, storageUnavailable } from '../errors';

// The one place that knows how a disk says no: through the file system (errno) and through SQLite (https://www.sqlite.org/rescode.html).

const FULL = ['ENOSPC', 'EDQUOT'];
const UNAVAILABLE = ['EIO', 'EROFS'];
const SQLITE_FULL = 13;
const SQLITE_READONLY = 8;
export const SQLITE_IOERR = 10;

/** The driver leaves the code out of what goes wrong while rows are read, but not SQLite's own words for it (sqlite3_errstr). */
const SQLITE_WORDS: Record<string, number> = {
  'disk I/O error': SQLITE_IOERR,
  'database or disk is full': SQLITE_FULL,
  'attempt to write a readonly database': SQLITE_READONLY,
};

/** SQLite's own code of an error, without its extension; undefined for any other error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message: string };
  if (typeof errcode === 'number') return errcode & 0xff;
  return code === 'ERR_SQLITE_ERROR' ? SQLITE_WORDS[message] : undefined;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

/** The fault that an error is: one already, or what a disk says that is full (507) or fails (503); undefined for anything else. */
export function faultOf(error: unknown): Fault | undefined {
  if (isFault(error)) return error;
  const sqlite = sqliteCodeOf(error) ?? 0;
  if (FULL.includes(codeOf(error)) || sqlite === SQLITE_FULL) return storageFull(error);
  if (UNAVAILABLE.includes(codeOf(error)) || [SQLITE_READONLY, SQLITE_IOERR].includes(sqlite))
    return storageUnavailable(error);
  return undefined;
}

/** Whether the disk is to blame, and not the person or the app. */
export const isStorageFault = (error: unknown): boolean =>
  isFault(faultOf(error), 'storage_full', 'storage_unavailable', 'no_room_for_zip');
