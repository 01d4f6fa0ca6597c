import { type Kysely, sql } from 'kysely';
import type { Tables } from '../catalog/tables';

/** How many bytes lie in folders, counted by all processes that share the catalog together. A folder is measured when it isn't known yet. */
export class SharedSizes {
  constructor(private readonly catalog: Kysely<Tables>) {}

  /** @param measure finds what lies in the folder; nobody writes there without having asked first */
  async of(folder: string, measure: () => Promise<number>): Promise<number> {
    const known = this.catalog.selectFrom('storedBytes').select('bytes').where('folder', '=', folder);
    const row = await known.executeTakeFirst();
    if (row) return row.bytes;
    await this.catalog
      .insertInto('storedBytes')
      .values({ folder, bytes: await measure() })
      .onConflict((conflict) => conflict.doNothing()) // another process was faster
      .execute();
    return (await known.executeTakeFirst())?.bytes ?? 0;
  }

  /** Adds bytes to a folder, unless some folders, which are known, would have more than `most` together then. @returns whether it did */
  async take(folder: string, bytes: number, folders: readonly string[], most: number): Promise<boolean> {
    const all = this.catalog.selectFrom('storedBytes').select(({ fn }) => fn.sum<number>('bytes').as('bytes'));
    const { numUpdatedRows } = await this.catalog
      .updateTable('storedBytes')
      .set({ bytes: sql`bytes + ${bytes}` })
      .where('folder', '=', folder)
      .$if(Number.isFinite(most), (query) => query.where(all.where('folder', 'in', folders), '<=', most - bytes))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Takes off the bytes of a file that was removed. */
  async takeOff(folder: string, bytes: number): Promise<void> {
    await this.take(folder, -bytes, [folder], Number.POSITIVE_INFINITY);
  }

  /** Forgets the size of a folder, or of all: they are measured when next needed. */
  async forget(folder?: string): Promise<void> {
    await this.catalog
      .deleteFrom('storedBytes')
      .$if(folder !== undefined, (query) => query.where('folder', '=', folder ?? ''))
      .execute();
  }
}
