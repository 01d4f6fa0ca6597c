import { sql } from 'kysely';
import type { TestApp } from './app';
import { filesBelow } from './files';

/** Tables that change beside what people do. */
const PASSING = ['sessions', 'leases', 'housekeeping'];

/** All that an app stores, without its sessions and whose turn it is: every row of the catalog, and the names of its files. */
export async function everythingKept({ services, dataDir }: TestApp): Promise<Record<string, object[]>> {
  const { catalog } = services;
  const tables = (await catalog.introspection.getTables())
    .map(({ name }) => name)
    .filter((name) => !PASSING.includes(name));
  const rows = await Promise.all(
    tables.map(async (name) => [name, (await sql`select * from ${sql.table(name)}`.execute(catalog)).rows] as const),
  );
  const files = filesBelow(dataDir).filter((file) => !file.includes('.sqlite'));
  return { ...Object.fromEntries(rows), files: files.map((file) => ({ file })) };
}

const HISTORY = ['galleryChanges', 'events', 'eventCounters', 'eventSpace', 'auditEntries'];

/** The same without what remembers that something was added and deleted again: versions of galleries, events, the audit. */
export function withoutHistory({ galleries = [], ...kept }: Record<string, object[]>): object {
  const lasting = Object.entries(kept).filter(([table]) => !HISTORY.includes(table));
  return { ...Object.fromEntries(lasting), galleries: galleries.map((each) => ({ ...each, version: 'any' })) };
}
