import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { folderSize } from '../storage/files';
import { MINUTE_MS } from '../units';
import type { Instruments } from './instruments';

const COUNTED = ['galleries', 'people', 'photos', 'drafts', 'recognitions', 'users', 'sessions'] as const;
const FOLDERS = { photos: 'uploads', drafts: 'drafts', recognitions: 'recognitions' } as const;
/** The database itself, and what isn't yet moved into it. */
const DATABASE = ['catalog.sqlite', 'catalog.sqlite-wal'];
const COUNT_EVERY_MS = MINUTE_MS;
/** A hundred thousand files take a second or two of the disk. */
const MEASURE_EVERY_MS = 10 * MINUTE_MS;

/** Runs something when it is asked for, but not again within some time; meanwhile, everybody waits for the same run. */
function atMostEvery(milliseconds: number, run: () => Promise<void>): () => Promise<void> {
  let last: { at: number; done: Promise<void> } | undefined;
  return () => {
    if (!last || performance.now() - last.at > milliseconds) {
      const done = run();
      const current = { at: performance.now(), done };
      last = current;
      done.catch(() => {
        if (last === current) last = undefined;
      });
    }
    return last.done;
  };
}

/**
 * Makes a function that brings the sizes up to date: how many rows there are, and how many bytes, of all galleries together.
 * However often it is asked, it counts once a minute and looks at the files once in ten.
 */
export function sizesOf(catalog: Catalog, dataDir: string, { rows, storedBytes }: Instruments): () => Promise<void> {
  const count = atMostEvery(COUNT_EVERY_MS, async () => {
    for (const kind of COUNTED) {
      const found = await sql<{ count: number }>`select count(*) as count from ${sql.table(kind)}`.execute(catalog);
      rows.set({ kind }, Number(found.rows[0]?.count ?? 0));
    }
    let bytes = 0;
    for (const file of DATABASE) bytes += await sizeOf(path.join(dataDir, file));
    storedBytes.set({ kind: 'database' }, bytes);
  });
  const measure = atMostEvery(MEASURE_EVERY_MS, async () => {
    for (const [kind, folder] of Object.entries(FOLDERS))
      storedBytes.set({ kind }, await bytesBelow(path.join(dataDir, folder)));
  });
  return async () => {
    await Promise.all([count(), measure()]);
  };
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** What the galleries' folders in a store take up, one after the other. */
async function bytesBelow(root: string): Promise<number> {
  let bytes = 0;
  for (const folder of await readdir(root).catch(() => [])) bytes += await folderSize(path.join(root, folder));
  return bytes;
}
