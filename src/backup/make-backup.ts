import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  CATALOG_FILE,
  faultOfSnapshot,
  filesNamedIn,
  leaveOut,
  migrationsIn,
  stillNamed,
  takeSnapshot,
} from '../catalog/snapshot';
import { syncFile, syncFolder, writeSynced } from '../storage/files';
import { version } from '../version';
import { BackupError, reasonOf } from './backup-error';
import { backupsIn, beginBackup, removeOld, removePartial } from './backup-folders';
import { CopiedFiles } from './copied-files';
import { sumOf } from './copy-file';
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

/** How often the catalog is copied while people delete things. */
const MOST_ROUNDS = 5;
/** What a backup says of itself. */
const ABOUT_FILE = 'backup.json';

/**
 * Makes a backup while an app may be using the data: a copy of the catalog as of one moment, and then the files that its rows name. Files never
 * change, so those of the backup before are only given a second name. All that is new is read again and compared. Earlier backups stay
 * untouched until this one is complete.
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

/**
 * Copies a catalog and the files that its rows name. What people delete meanwhile, or move to where the copied catalog doesn't know of it, shows as a
 * file that is gone: then the catalog is copied once more, which takes ever less time, as most files are there.
 * @returns the paths of the files that are missing though nobody has deleted them
 */
async function copyMoment(
  dataDir: string,
  catalog: string,
  copy: CopiedFiles,
  onProgress: Progress,
): Promise<string[]> {
  for (let roundsLeft = MOST_ROUNDS; ; roundsLeft--) {
    await rm(catalog, { force: true });
    takeSnapshot(dataDir, catalog);
    const fault = faultOfSnapshot(catalog);
    if (fault) throw damaged(dataDir, fault);
    const gone = await copy.take(filesNamedIn(catalog), onProgress);
    const named = stillNamed(dataDir, gone);
    const deleted = gone.filter((file) => !named.has(file));
    if (deleted.length > 0 && roundsLeft > 1) continue;
    leaveOut(catalog, deleted);
    // The zip of an import is removed when the import has ended; its row stays for its results.
    return [...named].filter(([store]) => store !== 'imports').map((file) => file.join('/'));
  }
}

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

const damaged = (dataDir: string, fault: string) =>
  new BackupError(
    `The catalog of ${dataDir} is damaged (${fault}), so no backup was made of it: restore the last one, which is as it was.`,
  );
