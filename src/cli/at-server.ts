import type { Catalog } from '../catalog/catalog';
import { openCurrentCatalog } from '../catalog/catalog-version';
import { Erasure } from '../catalog/erasure';
import { type Actor, actAs } from '../events/actor';

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
