import { sql } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { Turns } from '../../concurrency/turns';
import { importNotFound } from '../../errors';
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
/** How many lists of finished imports a gallery keeps. */
const MAX_FINISHED = 10;
/** About what a result takes up beside its texts, with its place in indexes. */
const ROW_BYTES = 120;
/** How many results are removed at once. Other work gets its turn in between. */
const REMOVED_AT_ONCE = 1000;

/** About how much a result takes up in the catalog. */
export const bytesOf = (results: readonly FileResult[]): number =>
  results.reduce(
    (sum, each) => sum + ROW_BYTES + each.file.length + (each.person?.length ?? 0) + each.message.length,
    0,
  );
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

  /** As `find`. @throws importNotFound */
  async require(galleryId: number, id: string): Promise<Import> {
    const row = await this.find(galleryId, id);
    if (!row) throw importNotFound();
    return row;
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

  /** About how much a gallery's imports take up in the catalog, by the gallery's folder. */
  async bytesOf(folder: string): Promise<number> {
    const { bytes } = await this.catalog
      .selectFrom('imports')
      .innerJoin('galleries', 'galleries.id', 'galleryId')
      // The people of a zip take about twice what their lines in its plan do.
      .select(
        sql<number>`coalesce(sum("rowBytes" + 2 * coalesce(plan ->> '$.found.to' - plan ->> '$.found.from', 0)), 0)`.as(
          'bytes',
        ),
      )
      .where('folder', '=', folder)
      .executeTakeFirstOrThrow();
    return Number(bytes);
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
  async updateWaiting(
    id: string,
    columns: Partial<Pick<Import, 'state' | 'unnamed' | 'total' | 'leftOut'>>,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.catalog
      .updateTable('imports')
      .set(columns)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Removes an import with its list. */
  async remove(id: string): Promise<void> {
    const turns = new Turns();
    const { last } = await this.catalog
      .selectFrom('importResults')
      .select(({ fn }) => fn.max('position').as('last'))
      .where('importId', '=', id)
      .executeTakeFirstOrThrow();
    for (let below = REMOVED_AT_ONCE; below <= Number(last ?? 0); below += REMOVED_AT_ONCE) {
      await this.catalog.deleteFrom('importResults').where('importId', '=', id).where('position', '<', below).execute();
      await turns.next();
    }
    await this.catalog.deleteFrom('imports').where('id', '=', id).execute();
  }

  /** Finds the finished imports of a gallery that are too many to be kept. */
  async tooMany(galleryId: number): Promise<Import[]> {
    const finished = this.in(galleryId).where('state', '=', 'done').orderBy('createdAt', 'desc').orderBy('id');
    return finished.limit(-1).offset(MAX_FINISHED).execute();
  }

  /** Inserts results of an import, all of them or none. That is progress: the app has got beyond what may have broken it. */
  async addResults(id: string, results: readonly FileResult[]): Promise<void> {
    if (results.length === 0) return;
    await this.catalog.transaction().execute(async (trx) => {
      await trx
        .insertInto('importResults')
        // A draft may have been answered, and so be gone, before its result is written.
        .values(({ selectFrom }) =>
          results.map((each) => ({
            ...each,
            draftId: each.draftId && selectFrom('drafts').select('id').where('id', '=', each.draftId),
          })),
        )
        .execute();
      await trx
        .updateTable('imports')
        .set(({ eb }) => ({ attempts: 0, rowBytes: eb('rowBytes', '+', bytesOf(results)) }))
        .where('id', '=', id)
        .execute();
    });
  }

  /** Which of the files from one position up to another one have a result. */
  async positions(id: string, from: number, to: number): Promise<Set<number>> {
    const rows = await this.catalog
      .selectFrom('importResults')
      .select('position')
      .where('importId', '=', id)
      .where('position', '>=', from)
      .where('position', '<', to)
      .execute();
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
