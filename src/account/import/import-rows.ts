import { sql } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { importNotFound } from '../../errors';
import { adder, currentActor, requireOwnLease } from '../../events/actor';
import { tell } from '../../events/happenings';
import { requireGallery } from '../../gallery/galleries';
import { DAY_MS } from '../../units';
import type { Tally } from './import-results';

/** An uploaded zip and the state of its import. */
export type Import = Tables['imports'];

const KEPT_MS = 7 * DAY_MS;
/** How many lists of finished imports a gallery keeps. */
const MAX_FINISHED = 10;

/** As `planBytes` in stored-plan.ts, as long as there is a plan. */
const PLAN_BYTES = sql`case when state = 'done' then 0
  else (plan ->> '$.said.to') + 2 * ((plan ->> '$.found.to') - (plan ->> '$.found.from')) end`;

/** Reads and writes the rows of imports. */
export class ImportRows {
  constructor(private readonly catalog: Catalog) {}

  /** Inserts an import, unless who adds it has `limit` unfinished ones in the gallery. @returns whether it was inserted @throws accountDeleted */
  async insert(row: Import, limit: number): Promise<boolean> {
    return this.catalog.transaction().execute(async (trx) => {
      await requireGallery(trx, row.galleryId);
      if ((await new ImportRows(trx).countUnfinished(row.galleryId)) >= limit) return false;
      await trx
        .insertInto('imports')
        .values({ ...row, addedBy: adder() })
        .execute();
      await tell(trx, row.galleryId, { type: 'import.received', id: row.id, files: row.total });
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

  /** Lists imports of a gallery, the newest first. @param limit -1 for all */
  async list(galleryId: number, limit: number): Promise<Import[]> {
    return this.in(galleryId).orderBy('createdAt', 'desc').orderBy('id').limit(limit).execute();
  }

  /** As `list`, with the names of who imports; null when they are gone. */
  async listWithImporters(galleryId: number, limit: number): Promise<Array<Import & { importer: string | null }>> {
    return this.catalog
      .selectFrom('imports')
      .leftJoin('users', 'users.id', 'imports.addedBy')
      .selectAll('imports')
      .select('users.displayName as importer')
      .where('galleryId', '=', galleryId)
      .orderBy('imports.createdAt', 'desc')
      .orderBy('imports.id')
      .limit(limit)
      .execute();
  }

  /** Lists imports of a gallery, the newest first, from a place on. @param after the last one that is left out */
  async listAfter(
    galleryId: number,
    after: Pick<Import, 'id' | 'createdAt'> | undefined,
    limit: number,
  ): Promise<Import[]> {
    return this.in(galleryId)
      .$if(after !== undefined, (query) =>
        query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('createdAt', 'id'), '<', tuple(after?.createdAt ?? 0, after?.id ?? '')),
        ),
      )
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** Counts the imports to a gallery of who asks whose zip is still stored. Each member's count alone, so that nobody keeps others from importing. */
  async countUnfinished(galleryId: number): Promise<number> {
    const { count } = await this.in(galleryId)
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '!=', 'done')
      .where('addedBy', 'is', currentActor().userId)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** About how much the imports of galleries take up beside their zips: in the catalog, and their plans. @param folders the galleries' */
  async bytesOf(folders: readonly string[]): Promise<number> {
    const { bytes } = await this.catalog
      .selectFrom('imports')
      .innerJoin('galleries', 'galleries.id', 'galleryId')
      .select(sql<number>`coalesce(sum("rowBytes" + coalesce(${PLAN_BYTES}, 0)), 0)`.as('bytes'))
      .where('folder', 'in', folders)
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

  /** Changes columns of an import. @throws LeaseLost */
  async update(id: string, columns: Partial<Omit<Import, 'id' | 'galleryId' | 'path'>>): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      await requireOwnLease(trx);
      await trx.updateTable('imports').set(columns).where('id', '=', id).execute();
    });
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

  /** Records the end of an import, and tells of it. */
  async end(
    { id, galleryId }: Pick<Import, 'id' | 'galleryId'>,
    columns: Pick<Import, 'message'> & ({ state: 'failed' } | { state: 'done'; plan: null; tally: Tally }),
  ): Promise<void> {
    const { tally, ...changed } = { tally: undefined, ...columns };
    await this.catalog.transaction().execute(async (trx) => {
      await requireOwnLease(trx);
      await trx.updateTable('imports').set(changed).where('id', '=', id).execute();
      const counts = tally && { added: tally.added, drafts: tally.draft, refused: tally.refused, known: tally.known };
      await tell(trx, galleryId, counts ? { type: 'import.done', id, ...counts } : { type: 'import.failed', id });
    });
  }

  /** Starts an import that waits for the user, and tells of it. @returns whether it did: false when there is none, or it has started */
  async begin(galleryId: number, id: string): Promise<boolean> {
    return this.catalog.transaction().execute(async (trx) => {
      const isBegun = await new ImportRows(trx).updateWaiting(id, { state: 'running' });
      if (isBegun) await tell(trx, galleryId, { type: 'import.started', id });
      return isBegun;
    });
  }

  /** Removes an import whose list and people are gone. */
  async remove(id: string): Promise<void> {
    await this.catalog.deleteFrom('imports').where('id', '=', id).execute();
  }

  /** Finds the finished imports of a gallery that are too many to be kept. */
  async tooMany(galleryId: number): Promise<Import[]> {
    const finished = this.in(galleryId).where('state', '=', 'done').orderBy('createdAt', 'desc').orderBy('id');
    return finished.limit(-1).offset(MAX_FINISHED).execute();
  }
}
