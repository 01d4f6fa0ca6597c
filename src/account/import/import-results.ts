import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { Turns } from '../../concurrency/turns';
import { requireOwnLease } from '../../events/actor';

/** What became of one file of a zip. */
export type FileResult = Tables['importResults'];
type Outcome = FileResult['outcome'];

/** How many files of a zip had each outcome. */
export type Tally = Record<Outcome, number>;

/** About what a result takes up beside its texts, with its place in indexes. */
const ROW_BYTES = 120;
/** How many results are removed at once. Other work gets its turn in between. */
const REMOVED_AT_ONCE = 1000;
const NEEDS_ATTENTION = ['refused', 'draft'] as const;

/** About how much results take up in the catalog. */
export const bytesOf = (results: readonly FileResult[]): number =>
  results.reduce(
    (sum, each) => sum + ROW_BYTES + each.file.length + (each.person?.length ?? 0) + each.message.length,
    0,
  );

/** Reads and writes the results of imports. */
export class ImportResults {
  constructor(private readonly catalog: Catalog) {}

  /** Removes the results of an import. */
  async removeAll(importId: string): Promise<void> {
    const turns = new Turns();
    const { last } = await this.catalog
      .selectFrom('importResults')
      .select(({ fn }) => fn.max('position').as('last'))
      .where('importId', '=', importId)
      .executeTakeFirstOrThrow();
    for (let from = 0; from <= Number(last ?? -1); from += REMOVED_AT_ONCE) {
      await this.catalog
        .deleteFrom('importResults')
        .where('importId', '=', importId)
        .where('position', '<', from + REMOVED_AT_ONCE)
        .execute();
      await turns.next();
    }
  }

  /** Inserts results of an import, all of them or none. That is progress: the app has got beyond what may have broken it. */
  async add(id: string, results: readonly FileResult[]): Promise<void> {
    if (results.length === 0) return;
    await this.catalog.transaction().execute(async (trx) => {
      await requireOwnLease(trx);
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
  async list(id: string, limit: number, after: number): Promise<FileResult[]> {
    const ordered = await this.of(id)
      .select('position')
      .orderBy(({ eb }) => eb.case().when('outcome', 'in', NEEDS_ATTENTION).then(0).else(1).end())
      .orderBy('position')
      .limit(limit)
      .offset(after)
      .execute();
    const positions = ordered.map(({ position }) => position);
    if (positions.length === 0) return [];
    // Apart, as sorting whole rows takes much longer.
    const rows = await this.of(id).selectAll().where('position', 'in', positions).execute();
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    return positions.flatMap((each) => byPosition.get(each) ?? []);
  }

  /** Lists results of an import in the zip's order. @param after the last position that is left out @param upTo the last one that isn't */
  async between(id: string, after: number, upTo: number, limit: number): Promise<FileResult[]> {
    return this.of(id)
      .selectAll()
      .where('position', '>', after)
      .where('position', '<=', upTo)
      .orderBy('position')
      .limit(limit)
      .execute();
  }

  /**
   * Finds the last position of whose files before it nothing more will come: what can't be read gets its result first, and then the photos get
   * theirs, in their order. @returns -1 when there is none yet
   */
  async lastFinal(id: string): Promise<number> {
    const { last } = await this.of(id)
      .select(({ fn }) => fn.max('position').as('last'))
      .where('outcome', '<>', 'refused')
      .executeTakeFirstOrThrow();
    return Number(last ?? -1);
  }

  private of(id: string) {
    return this.catalog.selectFrom('importResults').where('importId', '=', id);
  }
}
