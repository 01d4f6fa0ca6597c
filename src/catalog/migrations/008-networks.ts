import type { Kysely } from 'kysely';

/** All descriptors so far are of this network: face-api.js's, of one chip a face. */
const SO_FAR = 'face-api-1';

const FACES = ['faces', 'recognizedFaces', 'draftFaces'];
const SAID = ['verdicts', 'ignoredFaces'];

/**
 * Says of each descriptor which network made it, and of each gallery whose descriptors count. A face has room for its next
 * descriptor beside the one that counts, while its gallery is described anew: deleting the face deletes both.
 */
export async function addNetworks(db: Kysely<unknown>): Promise<void> {
  for (const table of ['galleries', ...FACES, ...SAID])
    await db.schema
      .alterTable(table)
      .addColumn('network', 'text', (column) => column.notNull().defaultTo(SO_FAR))
      .execute();
  for (const table of FACES)
    await db.schema
      .alterTable(table)
      .addColumn('chips', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
  for (const table of [...FACES, ...SAID]) {
    await db.schema.alterTable(table).addColumn('nextNetwork', 'text').execute();
    await db.schema.alterTable(table).addColumn('nextDescriptor', 'blob').execute();
  }
}
