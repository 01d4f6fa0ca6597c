import type { GalleryLookalikes } from '../gallery/lookalikes';
import { shownName } from '../gallery/person-name';
import { likenessPercent } from '../gallery/thresholds';
import { helpers } from '../web/pages/helpers';

/** Says what was found, in sentences; null when the people of a gallery are far enough from each other. */
export function presentCloseness({ isClose, pairs, ...found }: GalleryLookalikes): string[] | null {
  if (!isClose) return null;
  const { photos, close, comparable, confused } = found;
  const mostAlike = pairs.map(
    ({ one, other, distance }) => `${shownName(one.name)} and ${shownName(other.name)} (${likenessPercent(distance)}%)`,
  );
  return [
    `${close} of your people’s ${helpers.plural(photos, 'photo', 'photos')} look enough like somebody else to get their name.`,
    ...(confused > 0
      ? [`${confused} of ${comparable} look more like somebody else than like the person’s other photos.`]
      : []),
    `Most alike: ${mostAlike.join(', ')}.`,
  ];
}
