import { LRUCache } from 'lru-cache';
import { entryInNoFolder, isFault } from '../../errors';
import { readName } from '../../gallery/person-name';
import { displayFileName } from '../../web/uploads/try-each';
import type { FoundPerson, ImportPeople } from './import-people';
import type { ImportResults } from './import-results';
import type { Import } from './import-rows';
import type { PlanSummary, Task, Work } from './plan-lines';
import type { PlanReader } from './plan-reader';
import { refusal } from './refusals';

/** A task whose person is known. */
export interface SettledTask extends Omit<Task, 'work'> {
  work: Exclude<Work, { kind: 'choose' }>;
}

interface Source {
  results: ImportResults;
  people: ImportPeople;
  reader: PlanReader;
  plan: PlanSummary;
  row: Pick<Import, 'id' | 'unnamed'>;
  signal: AbortSignal;
}

/** How many positions or people are looked up at once. */
const AT_ONCE = 500;
/** How many such lots of people are remembered: a zip's files are in the order of its folders. */
const MAX_LOTS = 20;

/** The tasks of an import that have no result yet, by its plan and by what the user has chosen. */
export class TaskList {
  /** How many photos the user left out, once the tasks have been gone through. */
  leftOut = 0;
  private readonly lots = new LRUCache<number, Map<number, FoundPerson>>({ max: MAX_LOTS });

  constructor(private readonly source: Source) {}

  /** Reads the tasks one by one. @throws the signal's reason once it has aborted */
  async *left(): AsyncGenerator<{ position: number; task: SettledTask }> {
    const { results, reader, plan, row, signal } = this.source;
    let position = -1;
    let done = new Set<number>();
    this.leftOut = 0;
    for await (const task of reader.tasks(plan.work)) {
      position++;
      signal.throwIfAborted();
      if (position % AT_ONCE === 0) done = await results.positions(row.id, position, position + AT_ONCE);
      const settled = await this.settle(task);
      if (!settled) this.leftOut++;
      else if (!done.has(position)) yield { position, task: settled };
    }
  }

  /** @returns undefined for a photo that is left out */
  private async settle(task: Task): Promise<SettledTask | undefined> {
    const { file, person, work } = task;
    if (work.kind === 'add') return { file, person, work: adding(work.entry, work.name) };
    if (work.kind !== 'choose') return { file, person, work };
    const name = await this.nameFor(work.found);
    if (name === null) return { file, person, work: refusal(entryInNoFolder) };
    if (name === '') return undefined;
    return { file, person: displayFileName(name), work: adding(work.entry, name) };
  }

  /** The name that the user wants for a photo: empty to leave it out, null when nobody was asked. */
  private async nameFor(found: number | null): Promise<string | null> {
    if (found === null) return this.source.row.unnamed?.trim() ?? null;
    const person = await this.personAt(found);
    return person?.isAdded ? person.name : '';
  }

  private async personAt(position: number): Promise<FoundPerson | undefined> {
    const first = position - (position % AT_ONCE);
    const { people, row } = this.source;
    const known = this.lots.get(first);
    if (known) return known.get(position);
    const read = await people.between(row.id, first, first + AT_ONCE);
    const lot = new Map(read.map((each) => [each.position, each]));
    this.lots.set(first, lot);
    return lot.get(position);
  }
}

/** The work of adding a photo; a refusal when the name can't be a person's. */
function adding(entry: Extract<Work, { kind: 'add' }>['entry'], name: string): SettledTask['work'] {
  try {
    return { kind: 'add', entry, name: readName(name) };
  } catch (error) {
    if (isFault(error)) return { kind: 'refuse', message: error.message };
    throw error;
  }
}
