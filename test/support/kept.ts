import { sql } from 'kysely';
import type { TestApp } from './app';
import { filesBelow } from './files';

/** All that an app stores, without its sessions: every row of the catalog, and the names of its files. */
export async function everythingKept({ services, dataDir }: TestApp): Promise<Record<string, object[]>> {
  const { catalog } = services;
  const tables = (await catalog.introspection.getTables())
    .map(({ name }) => name)
    .filter((name) => name !== 'sessions');
  const rows = await Promise.all(
    tables.map(async (name) => [name, (await sql`select * from ${sql.table(name)}`.execute(catalog)).rows] as const),
  );
  const files = filesBelow(dataDir).filter((file) => !file.includes('.sqlite'));
  return { ...Object.fromEntries(rows), files: files.map((file) => ({ file })) };
}

/** The same without the versions of galleries, which go up when something is added and deleted again. */
export function withoutVersions({
  galleryChanges: _changes,
  galleries = [],
  ...kept
}: Record<string, object[]>): object {
  return { ...kept, galleries: galleries.map((each) => ({ ...each, version: 'any' })) };
}
