import { setImmediate } from 'node:timers/promises';
import { PathPlanner, type PlannedFile } from '../../browser/paths/plan-paths.js';
import { peopleOf } from '../../browser/paths/plan-people.js';
import * as errors from '../../errors';
import { displayFileName } from '../../web/uploads/try-each';
import { type Choices, type FoundPerson, foundPeople, keyOf } from './import-choices';
import { adding, type Plan, refusal, type Task } from './import-plan';
import type { PlacedEntry } from './zip-folders';

/** After so many files, which take some milliseconds, other work gets its turn. */
const AT_ONCE = 2000;

/** Calls a function for each number below a count, with pauses. */
async function forEachBelow(count: number, work: (index: number) => void): Promise<void> {
  for (let index = 0; index < count; index++) {
    work(index);
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
  }
}

/** Plans what to do with the files of a zip by the folders that they are in, and by what the user chose. */
export async function planByFolders(placed: readonly PlacedEntry[], choices: Choices): Promise<Plan> {
  const planner = new PathPlanner();
  const inside = placed.filter(({ leadsOut }) => !leadsOut);
  await forEachBelow(inside.length, (index) => planner.add(inside[index]?.entry.name ?? ''));
  await forEachBelow(inside.length, (index) => planner.weigh(index));
  const files: PlannedFile[] = [];
  await forEachBelow(inside.length, (index) => files.push(planner.planOf(index)));
  const people = peopleOf(files);
  const found = foundPeople(people, choices);
  const work = new TaskList(found, choices.unnamed);
  let next = 0;
  await forEachBelow(placed.length, (index) => {
    const each = placed[index];
    if (each) work.add(each, each.leadsOut ? undefined : files[next++]);
  });
  return {
    tasks: work.tasks,
    manifest: undefined,
    people: { found, unnamed: people.unnamed.length },
    unread: work.unread,
    passedOver: people.passed,
    leftOut: work.leftOut,
  };
}

class TaskList {
  readonly tasks: Task[] = [];
  readonly unread: string[] = [];
  leftOut = 0;
  private readonly seen = new Set<string>();
  private readonly people: Map<string, FoundPerson>;

  constructor(
    found: readonly FoundPerson[],
    private readonly unnamed: string | undefined,
  ) {
    this.people = new Map(found.map((person) => [person.key, person]));
  }

  /** @param planned undefined for a file whose path leads out of the zip */
  add({ entry, place }: PlacedEntry, planned: PlannedFile | undefined): void {
    if (planned?.kind === 'passed') return;
    const file = planned ? place.join('/') : entry.name;
    const shown = displayFileName(file);
    const name = planned && this.nameOf(planned);
    if (planned?.kind === 'unread') this.unread.push(shown);
    const task = (work: Task['work']) =>
      this.tasks.push({ file: shown, person: name ? displayFileName(name) : null, work });
    if (!planned) task(refusal(errors.entryLeadsOut()));
    else if (this.seen.has(file)) task(refusal(errors.entryTwice()));
    else if (planned.kind === 'unread') task(refusal(errors.photoUnsupported()));
    else if (name === undefined) task(refusal(errors.entryInNoFolder()));
    else if (name.trim() === '') this.leftOut++;
    else task(adding(entry, name));
    this.seen.add(file);
  }

  /** The name that the user wants for a photo: empty to leave it out, undefined when nobody was asked. */
  private nameOf({ person }: PlannedFile): string | undefined {
    if (person === '') return this.unnamed;
    const found = this.people.get(keyOf(person));
    return found?.isAdded ? found.name : '';
  }
}
