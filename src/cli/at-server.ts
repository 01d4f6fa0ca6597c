import { existsSync } from 'node:fs';
import type { Catalog } from '../catalog/catalog';
import { nothingStored, openCurrentCatalog } from '../catalog/catalog-version';
import { isInUse } from '../catalog/data-folder-faults';
import { type DataLock, lockDataDir, lockDataDirTogether } from '../catalog/data-lock';
import { Erasure } from '../catalog/erasure';
import type { Config } from '../config';
import { type Actor, actAs } from '../events/actor';
import { openIncoming, removeIncoming } from '../storage/incoming';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';

/** Who acts by a command: administrators see what was done, though the app knows nobody at the server. */
export const AT_SERVER: Actor = { userId: null, key: null, address: null, isAtServer: true };

/**
 * Works with the catalog of a data folder, beside the app if it runs. What the work has deleted is erased before this resolves.
 * @throws {StartError} when there is none of this version, or it can't be opened
 */
export async function withCatalog<Result>(
  dataDir: string,
  work: (catalog: Catalog) => Promise<Result>,
): Promise<Result> {
  const erasure = new Erasure();
  const catalog = await openCurrentCatalog(dataDir, erasure);
  try {
    const result = await actAs(AT_SERVER, () => work(catalog));
    await erasure.done();
    return result;
  } finally {
    await catalog.destroy();
  }
}

/**
 * Holds a data folder while the app is stopped, and keeps it from being started meanwhile.
 * @throws {CommandError} when the app runs, with an exit code of its own
 * @throws {StartError} when the folder can't be used
 */
export const aloneIn = <Result>(dataDir: string, work: () => Promise<Result>): Promise<Result> =>
  holding(dataDir, lockDataDir, work);

/**
 * Works with the catalog and the files of a data folder: while the app is stopped, or as one of several processes where these share it.
 * @param work is given the folder for temporary files, too
 * @throws {CommandError} when the app has the folder alone, with an exit code of its own
 * @throws {StartError} when the folder can't be used
 */
export function inDataFolder<Result>(
  { dataDir, processes }: Pick<Config, 'dataDir' | 'processes'>,
  work: (catalog: Catalog, incomingFolder: string) => Promise<Result>,
): Promise<Result> {
  const isShared = processes > 1;
  return holding(dataDir, isShared ? lockDataDirTogether : lockDataDir, async (lock) => {
    const incomingFolder = await openIncoming(dataDir, isShared, lock.isAlone);
    if (isShared) lock.share();
    try {
      return await withCatalog(dataDir, (catalog) => work(catalog, incomingFolder));
    } finally {
      if (isShared) await removeIncoming(incomingFolder);
    }
  });
}

async function holding<Result>(
  dataDir: string,
  hold: (dataDir: string) => Promise<DataLock>,
  work: (lock: DataLock) => Promise<Result>,
): Promise<Result> {
  // A folder that isn't there isn't made by a command that works with what it has.
  if (!existsSync(dataDir)) throw nothingStored(dataDir);
  const lock = await hold(dataDir).catch((error) => {
    throw isInUse(error) ? new CommandError(inUse(dataDir), EXIT.inUse) : error;
  });
  try {
    return await work(lock);
  } finally {
    lock.close();
  }
}

const inUse = (dataDir: string) =>
  `FamiliarFaces is running with DATA_DIR ${dataDir}: stop it first, and start it again afterwards. With PROCESSES=2, this command could share it.`;
