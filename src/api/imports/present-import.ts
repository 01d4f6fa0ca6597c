import type { FoundPerson } from '../../account/import/import-people';
import type { FileResult } from '../../account/import/import-results';
import type { ImportProgress } from '../../account/import/imports';
import type { Preview } from '../../account/import/previews';
import { isFault } from '../../errors';
import { nameKey, readName } from '../../gallery/person-name';
import { timeOf } from '../protocol/fields';

/** An import that should run and doesn't has stopped with the app, and goes on when it is told to. */
function stateOf({ state, isActive }: ImportProgress) {
  if (isActive) return 'running';
  return state === 'running' ? 'stopped' : state;
}

export function presentImport(found: ImportProgress) {
  const { id, fileName, message, createdAt, encoding, unnamed, total, tally, passedOver, leftOut } = found;
  return {
    ...{ id, file: fileName, state: stateOf(found), message, createdAt: timeOf(createdAt), encoding, unnamed },
    ...{ files: total, finished: Object.values(tally).reduce((sum, count) => sum + count, 0), outcomes: tally },
    ...{ passedOver, leftOut },
  };
}

export function presentPreview({ plan, counts }: Preview) {
  const { isExport, photos, results, drafts, unnamed, refused } = plan;
  return { isExport, people: counts.people, photos, results, drafts, unnamed, refused: refused.count };
}

/** The key of a name; undefined when it can't be one. */
export function keyOfName(name: string): string | undefined {
  try {
    return nameKey(readName(name));
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

/** @param known the spellings of names that somebody in the gallery has, by their keys */
export const presentPerson =
  (known: ReadonlyMap<string, string>) =>
  ({ position, found, name, isAdded, isGuess, photos }: FoundPerson) => ({
    ...{ number: position, found, name, isAdded, isGuess, photos },
    known: known.get(keyOfName(name) ?? '') ?? null,
  });

export const presentFile = ({ file, person, outcome, message, draftId }: FileResult) => ({
  ...{ file, person, outcome, message, draft: draftId },
});
