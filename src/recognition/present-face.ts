import { isUnusable } from '../catalog/descriptors';
import { assess } from '../enrolment/assessment';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import { shownName } from '../gallery/person-name';
import { likenessPercent, SAME_FACE } from '../gallery/thresholds';
import { labelOf } from './find-matches';
import type { IdentifiedFace } from './identified-face';
import { type LabelView, presentLabels } from './present-labels';

/** A link to a person's page. */
export interface PersonLink {
  name: string;
  handle: string;
  url: string;
}

/** A face as the result page shows it. Boxes and places are in pixels of the photo. */
export interface FaceView {
  /** The face's number in the photo, from 1. */
  number: number;
  /** The element's id, such as `face-2`. */
  id: string;
  /** The address of the cut-out face. */
  cropUrl: string;
  /** Where forms post corrections of the face: this and a word such as `confirm`. */
  url: string;
  label: string;
  /** The match's; `ignored` for somebody who is to be ignored, and `nonface` for a thing that the user said is no face. */
  certainty: 'confirmed' | 'sure' | 'maybe' | 'unknown' | 'ignored' | 'nonface';
  /** Whether it can't be made out well enough to be compared with anybody. */
  isUnusable: boolean;
  /** The match; null when the face is unknown. */
  person: PersonLink | null;
  /** The match's likeness; null for an unknown face and for a confirmed match, which has no distance. */
  percent: number | null;
  /** The enrolled photo that is closest to the face. */
  closest: { url: string; thumbnailUrl: string; name: string } | null;
  /** The nearest person who isn't the one named. */
  runnerUp: (PersonLink & { percent: number; isElsewhere: boolean }) | null;
  /** For an unknown face: the person whom another face of the photo was taken for, and who may be this one, too. */
  twin: PersonLink | null;
  /** Whether the user can say that it is no face, or that it is to be ignored. */
  canIgnore: boolean;
  /** The people that the user has said it isn't. */
  rejected: PersonLink[];
  /** Whether the face is good enough for a photo of the person, and isn't one yet. */
  canKeep: boolean;
  /** Whether there is anything below "More": a runner-up, or an offer to keep the face as a photo or to ignore it. */
  hasMore: boolean;
  left: number;
  top: number;
  width: number;
  height: number;
  /** The face's labels for several widths of the photo on the screen. */
  labels: LabelView[];
}

/** How many of the people it isn't are shown, the latest first: with each one taken back, an earlier one comes. */
const MAX_REJECTED = 10;
/** How many of them a page has for all faces together, beyond the latest of each: the page is made in one go, while everybody waits. */
const MAX_REJECTED_TOGETHER = 300;

/** Any two strangers may have a likeness below this, so a runner-up below it says nothing and isn't shown. */
const MIN_PERCENT = 50;

const presentPersonLink = ({ name, handle }: IndexedPerson): PersonLink => ({
  name: shownName(name),
  handle,
  url: `/people/${handle}`,
});

/**
 * Prepares a photo's faces for its page. Places and sizes are in pixels of the photo.
 * @param id the recognition's id
 * @param photo its size
 */
export async function presentFaces(
  id: string,
  faces: readonly IdentifiedFace[],
  photo: { width: number; height: number },
): Promise<FaceView[]> {
  const named = new Set(faces.flatMap(({ match }) => match?.person.id ?? []));
  const labels = await presentLabels(faces, photo);
  const mostRejected = Math.min(MAX_REJECTED, Math.max(1, Math.floor(MAX_REJECTED_TOGETHER / faces.length)));
  return faces.map((each, i) => presentFace(id, each, { named, mostRejected, labels: labels[i] ?? [] }));
}

interface Around {
  /** The ids of the people whom any face of the photo was taken for. */
  named: ReadonlySet<number>;
  /** How many of the people it isn't are shown. */
  mostRejected: number;
  labels: LabelView[];
}

function presentFace(id: string, face: IdentifiedFace, { named, mostRejected, labels }: Around): FaceView {
  const { number, match, closest, rejected } = face;
  const runnerUp = isLike(face.runnerUp) ? face.runnerUp : undefined;
  const { box } = face.face;
  const shown = match ?? runnerUp;
  const distance = match?.distance ?? null;
  const canIgnore = !face.ignored && match?.certainty !== 'confirmed';
  const canKeep = assess(face.face).refusal === undefined && (closest?.distance ?? 1) > SAME_FACE;
  return {
    number,
    id: `face-${number}`,
    cropUrl: `/recognition/${id}/faces/${number}`,
    url: `/recognition/${id}/faces/${number}/`,
    label: labelOf(face),
    certainty: face.ignored ?? match?.certainty ?? 'unknown',
    isUnusable: !match && !face.ignored && isUnusable(face.face),
    person: match ? presentPersonLink(match.person) : null,
    percent: distance === null ? null : likenessPercent(distance),
    closest:
      shown && closest && match?.certainty !== 'confirmed'
        ? {
            url: `/images/${closest.imageName}`,
            thumbnailUrl: `/images/${closest.imageName}?size=thumbnail`,
            name: shownName(shown.person.name),
          }
        : null,
    runnerUp: runnerUp ? presentRunnerUp(runnerUp, named) : null,
    twin: !match && runnerUp && named.has(runnerUp.person.id) ? presentPersonLink(runnerUp.person) : null,
    canIgnore,
    rejected: face.ignored ? [] : rejected.slice(0, mostRejected).map(presentPersonLink),
    canKeep,
    hasMore: runnerUp !== undefined || (match !== undefined && canKeep) || canIgnore,
    left: Math.round(box.left),
    top: Math.round(box.top),
    width: Math.round(box.width),
    height: Math.round(box.height),
    labels,
  };
}

const isLike = (hit: Hit | undefined) => hit !== undefined && likenessPercent(hit.distance) >= MIN_PERCENT;

const presentRunnerUp = ({ person, distance }: Hit, named: ReadonlySet<number>) => ({
  ...presentPersonLink(person),
  percent: likenessPercent(distance),
  isElsewhere: named.has(person.id),
});
