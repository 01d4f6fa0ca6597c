import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { requireGallery } from '../../gallery/galleries';
import { DAY_MS } from '../../units';

/** An uploaded zip and the state of its import. */
export type Import = Tables['imports'];

/** What became of one file of a zip. */
export type FileResult = Tables['importResults'];
type Outcome = FileResult['outcome'];

/** How many files of a zip had each outcome. */
export type Tally = Record<Outcome, number>;

const KEPT_MS = 7 * DAY_MS;
const NEEDS_ATTENTION = ['refused', 'draft'] as const;

/** Reads and writes the rows of imports. */
export class ImportRows {
  constructor(private readonly catalog: Catalog) {}

  /** Inserts an import, unless the gallery has `limit` unfinished ones. @returns whether it was inserted @throws accountDeleted */
  async insert(row: Import, limit: number): Promise<boolean> {
    return this.catalog.transaction().execute(async (trx) => {
      await requireGallery(trx, row.galleryId);
      if ((await new ImportRows(trx).countUnfinished(row.galleryId)) >= limit) return false;
      await trx.insertInto('imports').values(row).execute();
      return true;
    });
  }

  private in(galleryId: number) {
    return this.catalog.selectFrom('imports').selectAll().where('galleryId', '=', galleryId);
  }

  /** Finds an import of a gallery; undefined when the gallery has none with this id. */
  async find(galleryId: number, id: string): Promise<Import | undefined> {
    return this.in(galleryId).where('id', '=', id).executeTakeFirst();
  }

  /** Lists imports of a gallery, the newest first. */
  async list(galleryId: number, limit: number): Promise<Import[]> {
    return this.in(galleryId).orderBy('createdAt', 'desc').orderBy('id').limit(limit).execute();
  }

  /** Counts the imports of a gallery whose zip is still stored. */
  async countUnfinished(galleryId: number): Promise<number> {
    const { count } = await this.in(galleryId)
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '!=', 'done')
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Finds the unfinished imports of all galleries, the oldest first. */
  async unfinished(): Promise<Import[]> {
    return this.catalog.selectFrom('imports').selectAll().where('state', '!=', 'done').orderBy('createdAt').execute();
  }

  /** Finds the imports of all galleries that aren't running and were a week old at a time. @param past milliseconds since 1970 */
  async expired(past: number): Promise<Import[]> {
    return this.catalog
      .selectFrom('imports')
      .selectAll()
      .where('state', '!=', 'running')
      .where('createdAt', '<=', past - KEPT_MS)
      .execute();
  }

  /** Changes columns of an import. */
  async update(id: string, columns: Partial<Omit<Import, 'id' | 'galleryId' | 'path'>>): Promise<void> {
    await this.catalog.updateTable('imports').set(columns).where('id', '=', id).execute();
  }

  /** Changes columns of an import that waits for the user. @returns whether it did: false when there is none, or it has started */
  async updateWaiting(id: string, columns: Partial<Pick<Import, 'state' | 'encoding' | 'choices'>>): Promise<boolean> {
    const { numUpdatedRows } = await this.catalog
      .updateTable('imports')
      .set(columns)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async remove(id: string): Promise<void> {
    await this.catalog.deleteFrom('imports').where('id', '=', id).execute();
  }

  /** Inserts results, all of them or none. */
  async addResults(results: readonly FileResult[]): Promise<void> {
    await this.catalog
      .insertInto('importResults')
      // A draft may have been answered, and so be gone, before its result is written.
      .values(({ selectFrom }) =>
        results.map((each) => ({
          ...each,
          draftId: each.draftId && selectFrom('drafts').select('id').where('id', '=', each.draftId),
        })),
      )
      .execute();
  }

  /** The positions of the files that have a result. */
  async positions(id: string): Promise<Set<number>> {
    const rows = await this.catalog.selectFrom('importResults').select('position').where('importId', '=', id).execute();
    return new Set(rows.map(({ position }) => position));
  }

  /** Counts the files of an import by outcome. */
  async tally(id: string): Promise<Tally> {
    const rows = await this.catalog
      .selectFrom('importResults')
      .select(['outcome', ({ fn }) => fn.countAll<number>().as('count')])
      .where('importId', '=', id)
      .groupBy('outcome')
      .execute();
    const counts = rows.map(({ outcome, count }) => [outcome, Number(count)]);
    return { added: 0, draft: 0, refused: 0, known: 0, ...Object.fromEntries(counts) };
  }

  /** Lists results of an import: first those that need attention (refused, drafts), then the others, each in the zip's order. */
  async results(id: string, limit: number, after: number): Promise<FileResult[]> {
    return this.catalog
      .selectFrom('importResults')
      .selectAll()
      .where('importId', '=', id)
      .orderBy(({ eb }) => eb.case().when('outcome', 'in', NEEDS_ATTENTION).then(0).else(1).end())
      .orderBy('position')
      .limit(limit)
      .offset(after)
      .execute();
  }
}
