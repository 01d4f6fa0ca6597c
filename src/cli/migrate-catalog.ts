import { NewerCatalogError, openCatalog } from '../catalog/catalog';
import { type CatalogVersion, openCatalogAsIs, versionOf } from '../catalog/catalog-version';
import { aloneIn } from './at-server';
import type { CommandContext } from './command-context';

export interface MigrateOptions {
  dryRun?: boolean;
  json?: boolean;
}

/**
 * Brings the catalog to this version, in steps that are whole or not at all, and tells from which one.
 * @throws {CommandError} when the app runs
 * @throws {StartError} when there is no catalog, or it is of a newer version
 */
export async function migrateCatalog(
  { dryRun = false, json = false }: MigrateOptions,
  { terminal, readSettings }: CommandContext,
): Promise<void> {
  const { dataDir } = readSettings().config;
  const work = async () => {
    const before = await look(dataDir);
    if (before.unknown.length > 0) throw new NewerCatalogError(before.unknown);
    if (!dryRun && before.pending.length > 0) await (await openCatalog(dataDir)).destroy();
    return before;
  };
  // A look changes nothing, so the app may run.
  const { applied, pending } = await (dryRun ? work() : aloneIn(dataDir, work));
  const from = applied.at(-1) ?? null;
  const to = pending.at(-1) ?? from;
  if (json) return terminal.printJson({ from, to, steps: pending, isDone: !dryRun });
  if (pending.length === 0) return terminal.print(`The catalog is of this version already (${to}).`);
  terminal.print(
    `The catalog ${dryRun ? 'would be' : 'was'} brought from ${from ?? 'nothing'} to ${to}, in ${pending.length === 1 ? 'one step' : `${pending.length} steps`}:`,
  );
  for (const each of pending) terminal.print(`  ${each}`);
}

async function look(dataDir: string): Promise<CatalogVersion> {
  const catalog = await openCatalogAsIs(dataDir);
  try {
    return await versionOf(catalog);
  } finally {
    await catalog.destroy();
  }
}
