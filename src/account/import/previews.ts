import type { Catalog } from '../../catalog/catalog';
import { importBegun } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { nameKey } from '../../gallery/person-name';
import type { Choice, FoundPerson } from './import-people';
import type { Import, ImportRows } from './import-rows';
import type { NameEncoding } from './name-encodings';
import type { PlanSummary } from './plan-lines';
import type { Planner } from './planner';

/** What an import that waits would do: its plan, some of its people, and how much the user has chosen. */
export interface Preview {
  plan: PlanSummary;
  /** The people of a page. */
  shown: FoundPerson[];
  /** How many people there are, how many of them are to be added, and how many photos the others have. */
  counts: { people: number; wanted: number; leftOut: number };
  encoding: NameEncoding | null;
  unnamed: string | null;
}

/** Imports that wait for the user: what they would do, and what the user wants instead. */
export class Previews {
  constructor(
    private readonly catalog: Catalog,
    private readonly rows: ImportRows,
    private readonly planner: Planner,
  ) {}

  /**
   * What an import would do, with the people from one number up to another one.
   * @throws importGone, importNotFound, and what `Planner.ensure` throws
   */
  async of(row: Import, from: number, to: number, signal?: AbortSignal): Promise<Preview> {
    const plan = await this.planner.ensure(row, signal);
    const { unnamed } = await this.rows.require(row.galleryId, row.id);
    const counts = await this.planner.store.people.count(row.id);
    const shown = await this.planner.store.people.between(row.id, from, to);
    return { plan, shown, counts, encoding: plan.encoding, unnamed };
  }

  /** The people with these numbers. */
  people({ id }: Import, numbers: readonly number[]): Promise<FoundPerson[]> {
    return this.planner.store.people.at(id, numbers);
  }

  /** Stores the user's choices. @throws importBegun */
  async choose({ id }: Import, choices: readonly Choice[], unnamed: string | undefined): Promise<void> {
    const isWaiting = await this.rows.updateWaiting(id, unnamed === undefined ? { state: 'waiting' } : { unnamed });
    if (!isWaiting) throw importBegun();
    await this.planner.store.people.choose(id, choices);
  }

  /** Reads the names in the zip in another encoding. The choices among the names so far are forgotten. @throws importBegun */
  async readNamesAs(row: Import, encoding: NameEncoding): Promise<void> {
    if (row.state !== 'waiting') throw importBegun();
    await this.planner.replan(row, encoding);
  }

  /** Finds which names somebody in the gallery has. @returns their spellings by `nameKey` */
  async knownNames({ id }: Gallery, names: readonly string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await this.catalog
      .selectFrom('people')
      .select(['name', 'nameKey'])
      .where('galleryId', '=', id)
      .where('nameKey', 'in', names.map(nameKey))
      .execute();
    return new Map(rows.map((row) => [row.nameKey, row.name]));
  }
}
