import type { IndexedPerson } from '../gallery/descriptor-index';
import { formatTime } from '../web/pages/dates';
import { type FaceView, presentFaces } from './present-face';
import type { Recognition } from './recognizer';

export interface RecognitionView {
  id: string;
  url: string;
  photoUrl: string;
  /** The photo with boxes and names drawn on it. */
  drawnUrl: string;
  deleteUrl: string;
  width: number;
  height: number;
  labelSize: number;
  faces: FaceView[];
  /** Faces without a name or a question. */
  unknown: number;
  /** Whether anybody has a name or is asked for. */
  isSomebodyKnown: boolean;
  /** Whether there are so many faces that their labels would hide the photo. */
  isCrowd: boolean;
}

/** More faces than these get their labels one at a time. */
const FEW = 12;

/** Of the photo's width: the style sheet makes it larger on a small screen. */
const labelSizeOf = (width: number) => Math.round(width / 40);

/** What a page shows of a recognition, and nothing else. Places and sizes are in the photo's pixels. */
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
    unknown,
    isSomebodyKnown: unknown < views.length,
    isCrowd: views.length > FEW,
  };
}

/** Who is in a photo, as a line of a list tells it. */
export interface SummaryView {
  url: string;
  thumbnailUrl: string;
  deleteUrl: string;
  /** For a machine, and for a person: both in UTC. */
  time: string;
  when: string;
  people: Array<{ name: string; isAsked: boolean }>;
  faces: number;
  unknown: number;
}

/** A recognition in the history. */
export function presentSummary({ id, createdAt, faces }: Recognition): SummaryView {
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
    unknown: faces.length - matches.length,
  };
}
