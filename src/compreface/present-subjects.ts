import { isFault } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import { type MatchThresholds, maybeFor } from '../gallery/thresholds';
import type { IdentifiedFace } from '../recognition/identified-face';
import type { Images } from './images';
import { similarityOf, type Verdict } from './similarity';

/** Somebody whom a face may be, as CompreFace says it. */
export interface Subject {
  subject: string;
  similarity: number;
}

interface Dependencies {
  enrolled: EnrolledPeople;
  images: Images;
}

/**
 * Says who faces may be: whoever our own page names first, and then the nearest others. Where the page would say "unknown", everybody is below
 * what clients take for a name. There is always somebody in a gallery with people, as clients take the first one without looking.
 * @param count how many for each face at most
 */
export async function presentSubjects(
  { enrolled, images }: Dependencies,
  gallery: Gallery,
  faces: readonly IdentifiedFace[],
  thresholds: MatchThresholds,
  count: number,
): Promise<Subject[][]> {
  const found = faces.map((face) => subjectsOf(face, thresholds).slice(0, count));
  if (found.every((each) => each.length > 0)) return found;
  // An ignored face has nobody near, nor has one that can't be compared, or that was rejected as everybody.
  const nearest = await enrolled.nearest(
    gallery,
    faces.map(({ face }) => face),
    0,
    1,
  );
  const somebody = await images.anybody(gallery).catch((error) => {
    if (isFault(error, 'person_not_found')) return undefined;
    throw error;
  });
  return found.map((each, i) => {
    if (each.length > 0) return each;
    const [hit] = nearest[i] ?? [];
    if (hit) return [subjectOf(hit, thresholds, 'none')];
    return somebody === undefined ? [] : [{ subject: somebody, similarity: 0 }];
  });
}

interface Near {
  person: { name: string };
  distance: number;
  photos: number;
}

const subjectOf = ({ person, distance, photos }: Near, thresholds: MatchThresholds, verdict: Verdict): Subject => ({
  subject: person.name,
  similarity: similarityOf(distance, { sure: thresholds.sure, maybe: maybeFor(thresholds, photos) }, verdict),
});

function subjectsOf({ match, near }: IdentifiedFace, thresholds: MatchThresholds): Subject[] {
  const others = near.filter(({ person }) => person.id !== match?.person.id);
  const unnamed = others.map((hit) => subjectOf(hit, thresholds, 'none'));
  if (!match) return unnamed;
  const named = { person: match.person, distance: match.distance ?? 0, photos: match.photos ?? 0 };
  return [subjectOf(named, thresholds, match.certainty), ...unnamed];
}
