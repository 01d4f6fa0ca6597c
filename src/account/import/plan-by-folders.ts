import { PathPlanner, type PlannedFile } from '../../browser/paths/plan-paths.js';
import { keyOf, type PlannedPeople, peopleOf } from '../../browser/paths/plan-people.js';
import * as errors from '../../errors';
import { displayFileName } from '../../web/uploads/try-each';
import type { FoundLine, Task, Work } from './plan-lines';
import { refusal } from './refusals';
import type { PlacedEntry } from './zip-folders';

/** The plan of a zip by the folders that its files are in. */
export interface FolderPlan {
  found: FoundLine[];
  tasks: Iterable<Task>;
  unnamed: number;
  passedOver: number;
}

/** Plans what to do with the files of a zip by the folders that they are in. Belongs into a side thread. */
export function planByFolders(placed: readonly PlacedEntry[]): FolderPlan {
  const planner = new PathPlanner();
  const inside = placed.filter(({ leadsOut }) => !leadsOut);
  for (const { entry } of inside) planner.add(entry.name);
  for (const index of inside.keys()) planner.weigh(index);
  const files = [...inside.keys()].map((index) => planner.planOf(index));
  const people = peopleOf(files);
  return {
    found: foundLines(people),
    tasks: tasksOf(placed, files, people),
    unnamed: people.unnamed.length,
    passedOver: people.passed,
  };
}

const foundLines = ({ people, areGuessesLikely }: PlannedPeople): FoundLine[] =>
  people.map(({ name, photos, isGuess }) => ({
    name: name.slice(0, MAX_NAME).replaceAll('\0', '\ufffd'),
    photos: photos.length,
    isGuess,
    isAdded: areGuessesLikely || !isGuess,
  }));

/** A longer name can't be anybody's (`readName`). */
const MAX_NAME = 2001;

function* tasksOf(
  placed: readonly PlacedEntry[],
  files: readonly PlannedFile[],
  { people }: PlannedPeople,
): Generator<Task> {
  const numbers = new Map(people.map(({ key }, number) => [key, number]));
  const seen = new Set<string>();
  let next = 0;
  for (const { entry, place, leadsOut } of placed) {
    const planned = leadsOut ? undefined : files[next++];
    if (planned?.kind === 'passed') continue;
    const file = planned ? place.join('/') : entry.name;
    const person = planned?.person ? displayFileName(planned.person) : null;
    yield { file: displayFileName(file), person, work: workOn(entry, planned, numbers, seen.has(file)) };
    seen.add(file);
  }
}

function workOn(
  entry: PlacedEntry['entry'],
  planned: PlannedFile | undefined,
  numbers: ReadonlyMap<string, number>,
  isTwice: boolean,
): Work {
  if (!planned) return refusal(errors.entryLeadsOut);
  if (isTwice) return refusal(errors.entryTwice);
  // The catalog takes no such name, not even to show that it can't be one.
  if (planned.person.includes('\0')) return refusal(errors.nameInvalid);
  if (planned.kind === 'unread') return refusal(errors.photoUnsupported);
  return { kind: 'choose', entry, found: numbers.get(keyOf(planned.person)) ?? null };
}
