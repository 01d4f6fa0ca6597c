import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';

/** Runs something with a new, empty catalog. */
export async function withCatalog(run: (catalog: Catalog) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'familiar-faces-'));
  const catalog = await openCatalog(folder);
  try {
    await run(catalog);
  } finally {
    await catalog.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}
