import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalog } from '../../src/catalog/catalog';
import type { BenchApp } from '../app';

/** Connections close after 5 s, and idle workers end after a minute. */
const MAX_WAIT_MS = 90_000;
/** How many descriptors may be left, such as a health check's connection or a database file opened again. */
const TOLERANCE = 5;

/** Waits until the load's descriptors are closed, but not for ever. @returns how many are open then */
export async function descriptorsAfter(app: BenchApp, before: number): Promise<number> {
  const until = performance.now() + MAX_WAIT_MS;
  while (app.descriptors() > before && performance.now() < until) await sleep(1000);
  return app.descriptors();
}

/** Returns whether about as few descriptors are open as before. */
export const descriptorsHaveGone = (before: number, after: number): boolean => after <= before + TOLERANCE;

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

/** Finds files that no row refers to: uploads that were left, and pictures without a row. */
export async function orphansOf({ dataDir }: BenchApp): Promise<string[]> {
  const catalog = await openCatalog(dataDir);
  const known = {
    incoming: [],
    uploads: await catalog.selectFrom('photos').select('path').execute(),
    drafts: await catalog.selectFrom('drafts').select('path').execute(),
    recognitions: await catalog.selectFrom('recognitions').select('path').execute(),
  };
  await catalog.destroy();
  return Object.entries(known).flatMap(([folder, rows]) => {
    const paths = new Set(rows.map((row) => row.path));
    return filesIn(path.join(dataDir, folder))
      .filter((file) => !paths.has(file))
      .map((file) => `${folder}/${file}`);
  });
}
