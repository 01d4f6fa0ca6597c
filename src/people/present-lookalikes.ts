import type { PersonLookalikes } from '../gallery/lookalikes';
import { shownName } from '../gallery/person-name';
import { likenessPercent, PROBABLY_ONE } from '../gallery/thresholds';
import { helpers } from '../web/pages/helpers';
import { personUrl } from './people-addresses';

/** Whom a person looks so much like that the two get each other's names. */
export interface LookalikeView {
  name: string;
  url: string;
  /** How alike the two are. */
  percent: number;
  /** Whether they may be one person under two names. */
  isProbablyOne: boolean;
  /** How many photos look more like somebody else, in a sentence; null when none does. */
  confused: string | null;
}

/** Prepares the warning on a person's page; null when nobody is close enough to be mixed up with them. */
export function presentLookalike(name: string, lookalikes: PersonLookalikes | undefined): LookalikeView | null {
  if (!lookalikes?.isClose || !lookalikes.pair) return null;
  const { pair, photos, confused } = lookalikes;
  const { other, distance } = pair;
  return {
    name: shownName(other.name),
    url: personUrl(other.handle),
    percent: likenessPercent(distance),
    isProbablyOne: distance <= PROBABLY_ONE,
    confused:
      confused > 0
        ? `${confused} of ${helpers.plural(photos, 'photo', 'photos')} ${confused === 1 ? 'looks' : 'look'} more like somebody else than like ${name}’s others.`
        : null,
  };
}
