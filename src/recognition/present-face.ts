import { adviseOnView } from '../enrolment/face-advice';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import { SAME_FACE } from '../gallery/verdict-book';
import type { IdentifiedFace } from './identifier';
import { labelOf } from './labels';
import { likenessPercent } from './likeness';

export interface PersonLink {
  name: string;
  handle: string;
  url: string;
}

export interface FaceView {
  number: number;
  /** In the address, as `#face-2`. */
  id: string;
  /** The face alone. */
  cropUrl: string;
  /** Where what is said of the face is posted: followed by what it is. */
  url: string;
  label: string;
  certainty: 'confirmed' | 'sure' | 'maybe' | 'unknown';
  /** Null: unknown. */
  person: PersonLink | null;
  /** Null where it doesn't come from a likeness. */
  percent: number | null;
  /** The enrolled photo that comes closest. */
  closest: { url: string; thumbnailUrl: string; name: string } | null;
  /** The nearest person who isn't the one named. */
  runnerUp: (PersonLink & { percent: number; isElsewhere: boolean }) | null;
  /** Who it isn't. */
  rejected: PersonLink[];
  /** Whether it would be a new photo of the person, and good enough to be one. */
  canKeep: boolean;
  left: number;
  top: number;
  width: number;
  height: number;
  labelX: number;
  labelY: number;
  /** From there to the text's baseline, in ems: below the box, or inside it where the photo ends. */
  labelDy: string;
}

/** Below it a likeness says nothing: any two strangers may have it, so it is shown of nobody who isn't named. */
const MIN_PERCENT = 50;

const presentPersonLink = ({ name, handle }: IndexedPerson): PersonLink => ({ name, handle, url: `/people/${handle}` });

function isFit({ face }: IdentifiedFace): boolean {
  try {
    adviseOnView(face);
    return true;
  } catch {
    return false;
  }
}

/** What a page shows of faces, and nothing else. Places and sizes are in the photo's pixels. */
export function presentFaces(
  id: string,
  faces: readonly IdentifiedFace[],
  photo: { height: number; labelSize: number },
): FaceView[] {
  const named = new Set(faces.flatMap(({ match }) => match?.person.id ?? []));
  return faces.map((each) => presentFace(id, each, named, photo));
}

function presentFace(
  id: string,
  face: IdentifiedFace,
  named: ReadonlySet<number>,
  { height, labelSize }: { height: number; labelSize: number },
): FaceView {
  const { number, match, closest, rejected } = face;
  const runnerUp = match || isLike(face.runnerUp) ? face.runnerUp : undefined;
  const { box } = face.face;
  const shown = match ?? runnerUp;
  const distance = match?.distance ?? null;
  return {
    number,
    id: `face-${number}`,
    cropUrl: `/recognition/${id}/faces/${number}`,
    url: `/recognition/${id}/faces/${number}/`,
    label: labelOf(match),
    certainty: match?.certainty ?? 'unknown',
    person: match ? presentPersonLink(match.person) : null,
    percent: distance === null ? null : likenessPercent(distance),
    closest:
      shown && closest && match?.certainty !== 'confirmed'
        ? {
            url: `/images/${closest.imageName}`,
            thumbnailUrl: `/images/${closest.imageName}?size=thumbnail`,
            name: shown.person.name,
          }
        : null,
    runnerUp: runnerUp ? presentRunnerUp(runnerUp, named) : null,
    rejected: rejected.map(presentPersonLink),
    canKeep: isFit(face) && (closest?.distance ?? 1) > SAME_FACE,
    left: Math.round(box.left),
    top: Math.round(box.top),
    width: Math.round(box.width),
    height: Math.round(box.height),
    labelX: Math.round(box.left + box.width / 2),
    labelY: Math.round(box.top + box.height),
    labelDy: box.top + box.height + 2 * labelSize > height ? '-0.4em' : '1.1em',
  };
}

const isLike = (hit: Hit | undefined) => hit !== undefined && likenessPercent(hit.distance) >= MIN_PERCENT;

const presentRunnerUp = ({ person, distance }: Hit, named: ReadonlySet<number>) => ({
  ...presentPersonLink(person),
  percent: likenessPercent(distance),
  isElsewhere: named.has(person.id),
});
