import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CATALOG_FILE, migrationsIn } from '../catalog/snapshot';
import { syncFile, syncFolder, writeSynced } from '../storage/files';
import { version } from '../version';
import { BackupError, reasonOf } from './backup-error';
import { backupsIn, beginBackup, dateOf, removeOld, removePartial } from './backup-folders';
import { CopiedFiles } from './copied-files';
import { sumOf } from './copy-file';
import { copyMoment } from './copy-moment';
import { alone } from './folder-lock';
import type { Progress } from './progress';
import { readSums, type Sums, writeSums } from './sums';

/** What a backup is made of, and where. */
export interface BackupOrder {
  /** The data folder. An app may be using it. */
  dataDir: string;
  /** The folder of all backups. It is made if needed. */
  backupDir: string;
  /** How many backups stay, with this one; all without it. */
  keep?: number | undefined;
  /** When a backup was due, in milliseconds since 1970: if one was begun since, none is made. */
  due?: number | undefined;
}

/** There is a backup already that was begun since this one was due. */
export class BackupMade extends BackupError {
  override name = 'BackupMade';

  constructor(name: string) {
    super(`The backup ${name} was made meanwhile.`);
  }
}

/** A backup that was made. */
export interface MadeBackup {
  folder: string;
  /** How many files of photos it has, and of how many only a second name for an earlier backup's had to be made. */
  files: number;
  linked: number;
  /** Files that rows name, but that don't exist: they were lost before. Paths in the data folder. */
  missing: string[];
  /** The names of old backups that were removed. */
  removed: string[];
}

/** What a backup says of itself. */
const ABOUT_FILE = 'backup.json';

/**
 * Makes a backup while an app may be using the data: a copy of the catalog as of one moment, and then the files that its rows name. Files never
 * change, so those of the backup before are only given a second name. All that is new is read again and compared. Earlier backups stay
 * untouched until this one is complete.
 * @throws {BackupMade} when there is the one that was due; {BackupRunning} when one is being made
 * @throws {BackupError} with the remedy. Nothing of the backup stays.
 */
export async function makeBackup(order: BackupOrder, onProgress: Progress = () => undefined): Promise<MadeBackup> {
  const { dataDir, backupDir } = order;
  await access(path.join(dataDir, CATALOG_FILE)).catch((error) => {
    throw new BackupError(
      `${path.join(dataDir, CATALOG_FILE)} can't be read (${reasonOf(error)}): set DATA_DIR to the folder of an app that has run.`,
      { cause: error },
    );
  });
  try {
    await mkdir(backupDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new BackupError(
      `${backupDir} can't be made (${reasonOf(error)}): choose a folder for backups that this user can write to.`,
      { cause: error },
    );
  }
  return alone(backupDir, async () => {
    await requireDue(order);
    await removePartial(backupDir);
    const made = await fill(dataDir, backupDir, onProgress).catch((error) => {
      throw error instanceof BackupError
        ? error
        : new BackupError(
            `The backup of ${dataDir} into ${backupDir} has failed (${reasonOf(error)}): free space there or mend the disk, and try again. Earlier backups are as they were.`,
            { cause: error },
          );
    });
    const removed = order.keep === undefined ? [] : await removeOld(backupDir, order.keep);
    return { ...made, removed };
  });
}

/** A name says seconds, and a timer may be a little early. */
const TOLERANCE_MS = 1000;

async function requireDue({ backupDir, due }: BackupOrder): Promise<void> {
  const newest = (await backupsIn(backupDir)).at(-1);
  if (due !== undefined && newest !== undefined && dateOf(newest).getTime() > due - TOLERANCE_MS)
    throw new BackupMade(newest);
}

async function fill(dataDir: string, backupDir: string, onProgress: Progress): Promise<Omit<MadeBackup, 'removed'>> {
  const [last] = (await backupsIn(backupDir)).slice(-1);
  const { partial, complete } = await beginBackup(backupDir, new Date());
  try {
    const earlier = last === undefined ? undefined : path.join(backupDir, last);
    const copy = new CopiedFiles(dataDir, partial, earlier, await sumsOf(earlier));
    const missing = await copyMoment(dataDir, path.join(partial, CATALOG_FILE), copy, onProgress);
    await describeBackup(partial, copy.sums, missing);
    await syncFolder(partial);
    await rename(partial, complete);
    await syncFolder(backupDir);
    return { folder: complete, files: copy.files, linked: copy.linked, missing };
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined); // the first error matters more
    throw error;
  }
}

/** A damaged list helps nobody: then everything is copied anew. */
const sumsOf = async (backup: string | undefined): Promise<Sums> =>
  (backup !== undefined && (await readSums(backup).catch(() => undefined))) || new Map();

/** Adds what is said of a backup, and the sums of all of it. */
async function describeBackup(partial: string, sums: Sums, missing: readonly string[]): Promise<void> {
  const [catalog, about] = [path.join(partial, CATALOG_FILE), path.join(partial, ABOUT_FILE)];
  const text = JSON.stringify({ version, migrations: migrationsIn(catalog), missing }, undefined, 2);
  await writeSynced(about, Buffer.from(`${text}\n`));
  await syncFile(catalog);
  const others = new Map([
    [CATALOG_FILE, await sumOf(catalog)],
    [ABOUT_FILE, await sumOf(about)],
  ]);
  await writeSums(partial, new Map([...others, ...sums]));
}
