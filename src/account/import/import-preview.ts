import { isFault, nameInvalid } from '../../errors';
import { nameKey, readName } from '../../gallery/person-name';
import { helpers } from '../../web/pages/helpers';
import type { FoundPerson } from './import-people';
import { NAME_ENCODINGS } from './name-encodings';
import type { Preview } from './previews';

export const ROWS_PER_PAGE = 50;

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

/**
 * Prepares the people on a page of a preview.
 * @param known the spellings of names that somebody in the gallery has, by `nameKey`
 */
export const presentFound = (shown: readonly FoundPerson[], known: ReadonlyMap<string, string>) =>
  shown.map(({ position, name, found, isAdded, isGuess, photos: count }) => {
    const tried = tryName(name);
    const existing = known.get(nameKey(tried.name));
    return {
      index: position,
      name,
      isAdded,
      photos: photos(count),
      found: name === found ? null : found,
      isGuess,
      fault: isAdded ? tried.fault : undefined,
      told: existing === undefined ? 'New person' : `Adds to ${existing}`,
    };
  });

/** Prepares what an import would do, but for its people. */
export function presentPlan({ plan, counts, encoding, unnamed: nameOfOthers }: Preview) {
  const { photos: found, refused, passedOver, unnamed } = plan;
  // Photos without a name aren't added unless the user has given them one.
  const added = found - counts.leftOut - (nameOfOthers ? 0 : unnamed);
  const leftOut = counts.leftOut + (nameOfOthers === '' ? unnamed : 0);
  return {
    summary: `${helpers.plural(counts.wanted, 'person', 'people')}, ${photos(added)}`,
    // An export may have nothing but people without photos.
    canStart: plan.tasks > leftOut || plan.isExport,
    records: plan.isExport && {
      results: helpers.plural(plan.results, 'result', 'results'),
      waiting: `${photos(plan.drafts)} to review`,
    },
    unnamed: unnamed > 0 ? photos(unnamed) : undefined,
    unread: refused.shown,
    unreadCount: refused.count > 0 ? files(refused.count) : undefined,
    moreUnread: refused.count > refused.shown.length ? refused.count - refused.shown.length : undefined,
    passedOver: passedOver > 0 ? files(passedOver) : undefined,
    encodings:
      encoding && Object.entries(NAME_ENCODINGS).map(([id, label]) => ({ id, label, isUsed: id === encoding })),
  };
}
