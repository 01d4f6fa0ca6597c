import { existsSync } from 'node:fs';
import type { Catalog } from '../catalog/catalog';
import { openCurrentCatalog } from '../catalog/catalog-version';
import { isInUse } from '../catalog/data-folder-faults';
import { type DataLock, lockDataDir } from '../catalog/data-lock';
import { Erasure } from '../catalog/erasure';
import { type Actor, actAs } from '../events/actor';
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
export async function aloneIn<Result>(dataDir: string, work: () => Promise<Result>): Promise<Result> {
  // A folder that isn't there isn't made by a command that works with what it has.
  const lock: DataLock | undefined = existsSync(dataDir) ? await lockAlone(dataDir) : undefined;
  try {
    return await work();
  } finally {
    lock?.close();
  }
}

async function lockAlone(dataDir: string): Promise<DataLock> {
  return lockDataDir(dataDir).catch((error) => {
    if (!isInUse(error)) throw error;
    throw new CommandError(
      `FamiliarFaces is running with DATA_DIR ${dataDir}: stop it first, and start it again afterwards.`,
      EXIT.inUse,
    );
  });
}

/** As `withCatalog`, while the app is stopped. @throws what `aloneIn` throws */
export const withCatalogAlone = <Result>(
  dataDir: string,
  work: (catalog: Catalog) => Promise<Result>,
): Promise<Result> => aloneIn(dataDir, () => withCatalog(dataDir, work));
