import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { accountDeleted } from '../errors';

/** Notes people about whom something has changed, by id: an index of the gallery loads them anew when it is next asked. */
export type Touch = (...people: number[]) => void;

/** Rolls back a change that touched nobody, and carries what it returned. */
class NothingChanged {
  constructor(readonly result: unknown) {}
}

/**
 * Changes a gallery's people, photos, faces or verdicts; there is no other way to. The gallery's version goes up first: the
 * row that has it is a lock, so what `change` reads holds until it is committed, and versions become visible in their
 * order. A change that touches nobody is rolled back, and leaves the version as it was.
 * @param change is given the transaction, and `touch`, which it calls with everybody whom it has changed
 * @returns what `change` returns
 * @throws accountDeleted when the gallery is gone; what `change` throws, and then nothing has changed
 */
export async function changeGallery<T>(
  catalog: Kysely<Tables>,
  galleryId: number,
  change: (trx: Transaction<Tables>, touch: Touch) => Promise<T>,
): Promise<T> {
  try {
    return await catalog.transaction().execute(async (trx) => {
      const version = await raiseVersion(trx, galleryId);
      const touched = new Set<number>();
      const result = await change(trx, (...people) => {
        for (const each of people) touched.add(each);
      });
      if (touched.size === 0) throw new NothingChanged(result);
      for (const personId of touched) await noteChange(trx, { galleryId, personId, version });
      return result;
    });
  } catch (error) {
    if (error instanceof NothingChanged) return error.result as T;
    throw error;
  }
}

async function raiseVersion(trx: Transaction<Tables>, galleryId: number): Promise<number> {
  const { version } = await trx
    .updateTable('galleries')
    .set({ version: sql`version + 1` })
    .where('id', '=', galleryId)
    .returning('version')
    .executeTakeFirstOrThrow(accountDeleted);
  return version;
}

async function noteChange(
  trx: Transaction<Tables>,
  change: { galleryId: number; personId: number; version: number },
): Promise<void> {
  await trx
    .insertInto('galleryChanges')
    .values(change)
    .onConflict((conflict) => conflict.columns(['galleryId', 'personId']).doUpdateSet({ version: change.version }))
    .execute();
}

/** How far a gallery has come; 0 for one that is gone. */
export async function galleryVersion(catalog: Kysely<Tables>, galleryId: number): Promise<number> {
  const row = await catalog.selectFrom('galleries').select('version').where('id', '=', galleryId).executeTakeFirst();
  return row?.version ?? 0;
}

/** The ids of the people about whom something changed after a version, those who are gone included. */
export async function changedSince(catalog: Kysely<Tables>, galleryId: number, version: number): Promise<number[]> {
  const rows = await catalog
    .selectFrom('galleryChanges')
    .select('personId')
    .where('galleryId', '=', galleryId)
    .where('version', '>', version)
    .execute();
  return rows.map(({ personId }) => personId);
}
