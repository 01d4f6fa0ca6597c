import type { IndexedPerson } from '../gallery/descriptor-index';
import { formatTime } from '../web/pages/dates';
import { type FaceView, presentFaces } from './present-face';
import type { Recognition } from './recognizer';

/** A recognition as its page shows it. Sizes are in pixels of the photo. */
export interface RecognitionView {
  id: string;
  url: string;
  photoUrl: string;
  /** The address of the photo with boxes and names drawn on it. */
  drawnUrl: string;
  deleteUrl: string;
  width: number;
  height: number;
  labelSize: number;
  faces: FaceView[];
  /** How many faces there are, without the things that the user said are none. */
  faceCount: number;
  /** How many faces have no match and aren't ignored. */
  unknown: number;
  /** Whether any face has a match. */
  isSomebodyKnown: boolean;
  /** Whether there are so many faces that their labels would hide the photo. */
  isCrowd: boolean;
}

/** With more faces than these, labels are shown one at a time. */
const MAX_LABELS = 12;

/** The size of labels, by the photo's width. The style sheet makes them larger on a small screen. */
const labelSizeOf = (width: number) => Math.round(width / 40);

/** Prepares a recognition for its page. */
export function presentRecognition({ id, width, height, faces }: Recognition): RecognitionView {
  const url = `/recognition/${id}`;
  const labelSize = labelSizeOf(width);
  const views = presentFaces(id, faces, { height, labelSize });
  const unknown = views.filter(({ certainty }) => certainty === 'unknown').length;
  return {
    id,
    url,
    photoUrl: `${url}/photo`,
    drawnUrl: `${url}/image`,
    deleteUrl: `/recognition/actions/delete/${id}`,
    width,
    height,
    labelSize,
    faces: views,
    faceCount: views.filter(({ certainty }) => certainty !== 'nonface').length,
    unknown,
    isSomebodyKnown: views.some(({ person }) => person),
    isCrowd: views.length > MAX_LABELS,
  };
}

/** A recognition as the history lists it. */
export interface SummaryView {
  url: string;
  thumbnailUrl: string;
  deleteUrl: string;
  /** ISO 8601, in UTC. */
  time: string;
  /** The same for people, in UTC. */
  when: string;
  /** The matches; those that are a maybe are asked about. */
  people: Array<{ name: string; isAsked: boolean }>;
  faces: number;
  unknown: number;
}

/** Prepares a recognition for the history. */
export function presentSummary({ id, createdAt, faces: found }: Recognition): SummaryView {
  const faces = found.filter(({ ignored }) => ignored !== 'nonface');
  const matches = faces.flatMap(({ match }) => match ?? []);
  const nameOf = ({ name }: IndexedPerson) => name;
  return {
    url: `/recognition/${id}`,
    thumbnailUrl: `/recognition/${id}/photo?size=thumbnail`,
    deleteUrl: `/recognition/actions/delete/${id}`,
    time: new Date(createdAt).toISOString(),
    when: formatTime(createdAt),
    people: matches.map(({ person, certainty }) => ({ name: nameOf(person), isAsked: certainty === 'maybe' })),
    faces: faces.length,
    unknown: faces.filter(({ match, ignored }) => !match && !ignored).length,
  };
}
