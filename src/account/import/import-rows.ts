import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { DAY_MS } from '../../units';

/** A zip that was uploaded, and how far it has come. */
export type Import = Tables['imports'];

/** How one of its files fared. */
export type FileResult = Tables['importResults'];
type Outcome = FileResult['outcome'];

/** How many of its files fared how. */
export type Tally = Record<Outcome, number>;

const KEPT_MS = 7 * DAY_MS;
const NEEDS_ATTENTION = ['refused', 'asks'] as const;

/** What the catalogue knows of imports. */
export class ImportRows {
  constructor(private readonly catalog: Catalog) {}

  /** @returns false, with nothing written, when the user has `most` unfinished ones already */
  async insert(row: Import, limit: number): Promise<boolean> {
    return this.catalog.transaction().execute(async (trx) => {
      if ((await new ImportRows(trx).countUnfinished(row.userId)) >= limit) return false;
      await trx.insertInto('imports').values(row).execute();
      return true;
    });
  }

  private own(userId: number) {
    return this.catalog.selectFrom('imports').selectAll().where('userId', '=', userId);
  }

  /** One of a user's own, or undefined: the same whether or not somebody else has it. */
  async find(userId: number, id: string): Promise<Import | undefined> {
    return this.own(userId).where('id', '=', id).executeTakeFirst();
  }

  /** Newest first. */
  async list(userId: number, limit: number): Promise<Import[]> {
    return this.own(userId).orderBy('createdAt', 'desc').orderBy('id').limit(limit).execute();
  }

  /** How many zips of a user are still stored. */
  async countUnfinished(userId: number): Promise<number> {
    const { count } = await this.own(userId)
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '!=', 'done')
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Of everybody. The oldest first. */
  async unfinished(): Promise<Import[]> {
    return this.catalog.selectFrom('imports').selectAll().where('state', '!=', 'done').orderBy('createdAt').execute();
  }

  /** Of everybody: what became of them was to be seen long enough. */
  async expired(past: number): Promise<Import[]> {
    return this.catalog
      .selectFrom('imports')
      .selectAll()
      .where('state', '!=', 'running')
      .where('createdAt', '<=', past - KEPT_MS)
      .execute();
  }

  async setState(id: string, state: Import['state'], message: string | null): Promise<void> {
    await this.catalog.updateTable('imports').set({ state, message }).where('id', '=', id).execute();
  }

  async remove(id: string): Promise<void> {
    await this.catalog.deleteFrom('imports').where('id', '=', id).execute();
  }

  /** Written together, or not at all. */
  async addResults(results: readonly FileResult[]): Promise<void> {
    await this.catalog
      .insertInto('importResults')
      .values([...results])
      .execute();
  }

  /** The positions of the files that have been dealt with. */
  async positions(id: string): Promise<Set<number>> {
    const rows = await this.catalog.selectFrom('importResults').select('position').where('importId', '=', id).execute();
    return new Set(rows.map(({ position }) => position));
  }

  async tally(id: string): Promise<Tally> {
    const rows = await this.catalog
      .selectFrom('importResults')
      .select(['outcome', ({ fn }) => fn.countAll<number>().as('count')])
      .where('importId', '=', id)
      .groupBy('outcome')
      .execute();
    const counts = rows.map(({ outcome, count }) => [outcome, Number(count)]);
    return { added: 0, asks: 0, refused: 0, known: 0, ...Object.fromEntries(counts) };
  }

  /** Some of its files: those that a person should know of first, then the others, each in the zip's order. */
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
