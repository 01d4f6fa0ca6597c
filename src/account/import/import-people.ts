import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { Turns } from '../../concurrency/turns';

/** How many rows are removed at once. Other work gets its turn in between. */
const REMOVED_AT_ONCE = 1000;

/** A person found in a zip, and what the user wants. */
export interface FoundPerson {
  /** Their number, from 0. */
  position: number;
  /** The name as found in the zip. */
  found: string;
  /** The name that the user wants; the one that was found at first. */
  name: string;
  isAdded: boolean;
  /** Whether the name is only in the names of files. */
  isGuess: boolean;
  /** How many photos. */
  photos: number;
}

/** What the user wants for one person. */
export type Choice = Pick<FoundPerson, 'position' | 'name' | 'isAdded'>;

type Row = Tables['importPeople'];

const toPerson = ({ position, found, name, isAdded, isGuess, photos }: Omit<Row, 'importId'>): FoundPerson => ({
  ...{ position, found, name, photos },
  isAdded: isAdded === 1,
  isGuess: isGuess === 1,
});

/** The rows of the people found in zips. */
export class ImportPeople {
  constructor(private readonly catalog: Catalog) {}

  private of(importId: string) {
    return this.catalog.selectFrom('importPeople').selectAll().where('importId', '=', importId);
  }

  async insert(importId: string, people: readonly FoundPerson[]): Promise<void> {
    if (people.length === 0) return;
    const rows = people.map((each) => ({
      ...each,
      importId,
      isAdded: Number(each.isAdded),
      isGuess: Number(each.isGuess),
    }));
    await this.catalog.insertInto('importPeople').values(rows).execute();
  }

  async removeAll(importId: string): Promise<void> {
    const turns = new Turns();
    const { last } = await this.catalog
      .selectFrom('importPeople')
      .select(({ fn }) => fn.max('position').as('last'))
      .where('importId', '=', importId)
      .executeTakeFirstOrThrow();
    for (let from = 0; from <= Number(last ?? -1); from += REMOVED_AT_ONCE) {
      await this.catalog
        .deleteFrom('importPeople')
        .where('importId', '=', importId)
        .where('position', '<', from + REMOVED_AT_ONCE)
        .execute();
      await turns.next();
    }
  }

  /** The people from one number up to another one. */
  async between(importId: string, from: number, to: number): Promise<FoundPerson[]> {
    const rows = await this.of(importId)
      .where('position', '>=', from)
      .where('position', '<', to)
      .orderBy('position')
      .execute();
    return rows.map(toPerson);
  }

  /** The people with these numbers. */
  async at(importId: string, positions: readonly number[]): Promise<FoundPerson[]> {
    if (positions.length === 0) return [];
    return (await this.of(importId).where('position', 'in', positions).execute()).map(toPerson);
  }

  /** Stores what the user wants. To be called in a transaction. */
  async choose(importId: string, choices: readonly Choice[]): Promise<void> {
    for (const { position, name, isAdded } of choices)
      await this.catalog
        .updateTable('importPeople')
        .set({ name, isAdded: Number(isAdded) })
        .where('importId', '=', importId)
        .where('position', '=', position)
        .execute();
  }

  /** Counts the people, those who are to be added, and the photos of those who aren't. */
  async count(importId: string): Promise<{ people: number; wanted: number; leftOut: number }> {
    const rows = await this.catalog
      .selectFrom('importPeople')
      .select([
        'isAdded',
        ({ fn }) => fn.countAll<number>().as('people'),
        ({ fn }) => fn.sum<number>('photos').as('photos'),
      ])
      .where('importId', '=', importId)
      .groupBy('isAdded')
      .execute();
    const [wanted, others] = [1, 0].map((isAdded) => rows.find((row) => row.isAdded === isAdded));
    return {
      people: Number(wanted?.people ?? 0) + Number(others?.people ?? 0),
      wanted: Number(wanted?.people ?? 0),
      leftOut: Number(others?.photos ?? 0),
    };
  }
}
