import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { accountDeleted } from '../errors';
import { requireImporter } from './importers';

/** Records the ids of people whom a change affects: an index of the gallery reloads them before its next search. */
export type Touch = (...people: number[]) => void;

/** Thrown to roll back a change that touched nobody. Carries what the change returned. */
class NothingChanged {
  constructor(readonly result: unknown) {}
}

/**
 * Changes a gallery's people, photos, faces or verdicts. Every such change goes through here. It first raises the gallery's
 * version, which locks the gallery's row: what `change` reads stays true until the commit, and versions become visible in
 * order. A change that touches nobody is rolled back and leaves the version as it was.
 * @param change gets the transaction, and `touch`, which it calls with the ids of everyone whom it changes
 * @returns what `change` returns
 * @throws accountDeleted when the gallery is gone; importerGone; what `change` throws, and then nothing has changed
 */
export async function changeGallery<T>(
  catalog: Kysely<Tables>,
  galleryId: number,
  change: (trx: Transaction<Tables>, touch: Touch) => Promise<T>,
): Promise<T> {
  try {
    return await catalog.transaction().execute(async (trx) => {
      const version = await raiseVersion(trx, galleryId);
      await requireImporter(trx, galleryId);
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
    .where('deletedAt', 'is', null)
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

/** What an index of a gallery has to reflect: its version, and the network whose descriptors count in it. */
export interface GalleryState {
  version: number;
  network: string;
}

/** Reads a gallery's state. A gallery that is gone has version 0. */
export async function galleryState(catalog: Kysely<Tables>, galleryId: number): Promise<GalleryState> {
  const row = await catalog
    .selectFrom('galleries')
    .select(['version', 'network'])
    .where('id', '=', galleryId)
    .executeTakeFirst();
  return row ?? { version: 0, network: '' };
}

/** Finds everyone whom changes after a version affected. @returns their ids, including those of deleted people */
export async function changedSince(catalog: Kysely<Tables>, galleryId: number, version: number): Promise<number[]> {
  const rows = await catalog
    .selectFrom('galleryChanges')
    .select('personId')
    .where('galleryId', '=', galleryId)
    .where('version', '>', version)
    .execute();
  return rows.map(({ personId }) => personId);
}
