import { isFault, nameInvalid } from '../../errors';
import { nameKey, readName } from '../../gallery/person-name';
import { helpers } from '../../web/pages/helpers';
import type { FoundPerson } from './import-choices';
import type { ImportPlan } from './import-run';
import { NAME_ENCODINGS } from './name-encodings';

export const ROWS_PER_PAGE = 50;
const MAX_UNREAD = 20;

const photos = (count: number) => helpers.plural(count, 'photo', 'photos');
const files = (count: number) => helpers.plural(count, 'file', 'files');

/** The name that would be added; or why it can't be one. */
function tryName(name: string): { name: string; fault?: string } {
  try {
    return { name: readName(name) };
  } catch (error) {
    return { name, fault: isFault(error) ? error.message : nameInvalid().message };
  }
}

/** The people on a page of a preview. */
export const onPage = (found: readonly FoundPerson[], page: number): FoundPerson[] =>
  found.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE);

/**
 * Prepares the people on a page of a preview.
 * @param known the spellings of names that somebody in the gallery has, by `nameKey`
 */
export const presentFound = (shown: readonly FoundPerson[], page: number, known: ReadonlyMap<string, string>) =>
  shown.map(({ name, found, isAdded, isGuess, photos: count }, index) => {
    const tried = tryName(name);
    const existing = known.get(nameKey(tried.name));
    return {
      index: (page - 1) * ROWS_PER_PAGE + index,
      name,
      isAdded,
      photos: photos(count),
      found: name === found ? null : found,
      isGuess,
      fault: isAdded ? tried.fault : undefined,
      told: existing === undefined ? 'New person' : `Adds to ${existing}`,
    };
  });

/** Lists the people of an exported zip as `presentFound` takes them. */
export function peopleOfExport({ manifest, tasks }: Pick<ImportPlan, 'manifest' | 'tasks'>): FoundPerson[] {
  const counts = new Map<string, number>();
  for (const { work, person } of tasks)
    if (work.kind !== 'refuse' && person !== null) counts.set(person, (counts.get(person) ?? 0) + 1);
  return (manifest?.people ?? []).map(({ name }) => ({
    key: nameKey(name),
    found: name,
    name,
    isAdded: true,
    isGuess: false,
    photos: counts.get(name) ?? 0,
  }));
}

/** What an exported zip has beside people. */
function presentRecords({ tasks }: ImportPlan) {
  const count = (kind: string) =>
    tasks.filter(({ work }) => work.kind === 'restore' && work.filed.kind === kind).length;
  return {
    results: helpers.plural(count('recognition'), 'result', 'results'),
    waiting: `${photos(count('waiting'))} to review`,
  };
}

/** Prepares what an import would do, but for its people. */
export function presentPlan(plan: ImportPlan, found: readonly FoundPerson[]) {
  const { tasks, unread, passedOver, leftOut, people, manifest, encoding } = plan;
  const added = tasks.filter(({ work }) => work.kind !== 'refuse').length;
  const refused = tasks.flatMap(({ file, work }) =>
    work.kind === 'refuse' && work.fault.id !== 'entry_in_no_folder' ? [`${file}: ${work.fault.message}`] : [],
  );
  const wanted = found.filter(({ isAdded }) => isAdded).length;
  return {
    summary: `${helpers.plural(wanted, 'person', 'people')}, ${photos(added)}`,
    canStart: tasks.length > 0,
    records: manifest && presentRecords(plan),
    unnamed: people && people.unnamed > 0 ? photos(people.unnamed) : undefined,
    leftOut: leftOut > 0 ? photos(leftOut) : undefined,
    unread: refused.slice(0, MAX_UNREAD),
    unreadCount: refused.length > 0 ? files(refused.length) : undefined,
    moreUnread: refused.length > MAX_UNREAD ? refused.length - MAX_UNREAD : undefined,
    passedOver: passedOver > 0 ? files(passedOver) : undefined,
    onlyUnread: unread.length === tasks.length,
    encodings:
      encoding && Object.entries(NAME_ENCODINGS).map(([id, label]) => ({ id, label, isUsed: id === encoding })),
    encodingUsed: encoding && NAME_ENCODINGS[encoding],
  };
}
