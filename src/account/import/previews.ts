import type { Catalog } from '../../catalog/catalog';
import { fieldInvalid, importBegun, importChanged } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { nameKey } from '../../gallery/person-name';
import { type Choice, type FoundPerson, ImportPeople } from './import-people';
import { type Import, ImportRows } from './import-rows';
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

/** What is to be changed for one person. */
export interface ChoiceChange {
  number: number;
  /** As `readName` returns it. */
  name?: string | undefined;
  isAdded?: boolean | undefined;
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

  /** The people from one number up to another one, of an import that waits or runs. */
  between({ id }: Import, from: number, to: number): Promise<FoundPerson[]> {
    return this.planner.store.people.between(id, from, to);
  }

  /** The people with these numbers. */
  people({ id }: Import, numbers: readonly number[]): Promise<FoundPerson[]> {
    return this.planner.store.people.at(id, numbers);
  }

  /** Stores the user's choices. @throws importBegun */
  choose({ id }: Import, choices: readonly Choice[], unnamed: string | undefined): Promise<void> {
    return this.catalog.transaction().execute(async (trx) => {
      const columns = unnamed === undefined ? { state: 'waiting' as const } : { unnamed };
      if (!(await new ImportRows(trx).updateWaiting(id, columns))) throw importBegun();
      await new ImportPeople(trx).choose(id, choices);
    });
  }

  /**
   * Stores changes of choices, all of them or none.
   * @param changes by the people's numbers; what isn't said stays
   * @throws importBegun, importNotFound, fieldInvalid for a number that nobody has, and when nothing is to be chosen in the zip; what
   *   `Planner.ensure` throws
   */
  async change(row: Import, changes: readonly ChoiceChange[], unnamed: string | undefined): Promise<void> {
    if (row.state !== 'waiting') throw importBegun();
    const plan = await this.planner.ensure(row);
    const field = unnamed !== undefined && changes.length === 0 ? 'unnamed' : 'people';
    if (plan.isExport) throw fieldInvalid(field, 'The names in an export can’t be changed.');
    // In turn, as another encoding would give other people these numbers.
    await this.planner.inTurn(row.galleryId, async () => {
      const now = await this.rows.require(row.galleryId, row.id);
      if (now.encoding !== plan.encoding) throw importChanged();
      const found = new Map(
        (
          await this.people(
            row,
            changes.map(({ number }) => number),
          )
        ).map((each) => [each.position, each]),
      );
      const choices = changes.map(({ number, name, isAdded }, i): Choice => {
        const person = found.get(number);
        if (!person) throw fieldInvalid(`people.${i}.number`, `The zip has no person with the number ${number}.`);
        return { position: number, name: name ?? person.name, isAdded: isAdded ?? person.isAdded };
      });
      await this.choose(row, choices, unnamed);
    });
  }

  /** Reads the names in the zip in another encoding, if not all say theirs. The choices among the names so far are forgotten. @throws importBegun */
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
