import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalog } from '../../src/catalog/catalog';
import type { BenchApp } from '../app';

/** Connections close after 5 s, workers and their descriptors go after a minute. */
const LONGEST_WAIT_MS = 90_000;
/** A connection of a check, a database's file opened again. */
const A_FEW = 5;

/** How many descriptors are open once all that the load needed has been closed, or when it has had enough time to be. */
export async function descriptorsAfter(app: BenchApp, before: number): Promise<number> {
  const until = performance.now() + LONGEST_WAIT_MS;
  while (app.descriptors() > before && performance.now() < until) await sleep(1000);
  return app.descriptors();
}

export const descriptorsHaveGone = (before: number, after: number): boolean => after <= before + A_FEW;

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

/** Files that nobody knows of any more: uploads still lying there, and pictures without a row. */
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
