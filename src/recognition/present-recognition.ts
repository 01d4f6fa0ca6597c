import type { IndexedPerson } from '../gallery/descriptor-index';
import { shownName } from '../gallery/person-name';
import type { Viewer } from '../gallery/viewer';
import { formatTime } from '../web/pages/dates';
import { isCrowd } from './face-labels';
import { listNames } from './present-corrections';
import { type FaceView, presentFaces } from './present-face';
import { sharerOf } from './present-sharing';
import type { Recognition } from './recognizer';

/** A recognition as its page shows it. Sizes are in pixels of the photo. */
export interface RecognitionView {
  id: string;
  url: string;
  photoUrl: string;
  /** The address of the photo with boxes and names drawn on it, to be saved as a file. */
  downloadUrl: string;
  /** The sure faces and whom they are named, as the form that confirms them all at once sends them. */
  sure: { count: number; names: string };
  deleteUrl: string;
  width: number;
  height: number;
  faces: FaceView[];
  /** How many faces there are, without the things that the user said are none. */
  faceCount: number;
  /** Whether only the first of them are shown. */
  isCut: boolean;
  /** How many faces have no match and aren't ignored. */
  unknown: number;
  /** Whether any face has a match. */
  isSomebodyKnown: boolean;
  /** Whether there are so many faces that "unknown" on each of them would hide the photo. */
  isCrowd: boolean;
}

/** As many faces as the engine finds in a photo. A result with more was made by hand, and its page would hold up everybody else's. */
const MAX_SHOWN = 300;

/** Prepares a recognition for its page. @param tried the threshold that is tried on it, if any */
export async function presentRecognition(
  { id, width, height, faces }: Recognition,
  tried?: number,
): Promise<RecognitionView> {
  const url = `/recognition/${id}`;
  const views = await presentFaces(id, faces.slice(0, MAX_SHOWN), { width, height });
  const unknown = faces.filter(({ match, ignored }) => !match && !ignored).length;
  const sure = views.flatMap(({ certainty, number, person }) =>
    certainty === 'sure' && person ? [{ number, handle: person.handle }] : [],
  );
  return {
    id,
    url,
    photoUrl: `${url}/photo`,
    downloadUrl: `${url}/image?download=yes${tried === undefined ? '' : `&sure=${tried}`}`,
    sure: { count: sure.length, names: listNames(sure) },
    deleteUrl: `/recognition/actions/delete/${id}`,
    width,
    height,
    faces: views,
    faceCount: faces.filter(({ ignored }) => ignored !== 'nonface').length,
    isCut: faces.length > MAX_SHOWN,
    unknown,
    isSomebodyKnown: views.some(({ person }) => person),
    isCrowd: isCrowd(faces),
  };
}

/** A recognition as the history lists it. */
export interface SummaryView {
  url: string;
  thumbnailUrl: string;
  deleteUrl: string;
  isShared: boolean;
  /** Who shares it; null for the viewer's own. */
  sharedBy: string | null;
  /** ISO 8601, in UTC. */
  time: string;
  /** The same for people, in UTC. */
  when: string;
  /** The matches; those that are a maybe are asked about. */
  people: Array<{ name: string; isAsked: boolean }>;
  faces: number;
  unknown: number;
}

/** As many names as a group photo has. The page of a larger crowd has all of them. */
const MAX_NAMED = 100;

/** Prepares a recognition for the history. */
export function presentSummary(recognition: Recognition, viewer: Viewer): SummaryView {
  const { id, createdAt, shared, faces: found } = recognition;
  const faces = found.filter(({ ignored }) => ignored !== 'nonface');
  const matches = faces.flatMap(({ match }) => match ?? []);
  const nameOf = ({ name }: IndexedPerson) => shownName(name);
  return {
    url: `/recognition/${id}`,
    thumbnailUrl: `/recognition/${id}/photo?size=thumbnail`,
    deleteUrl: `/recognition/actions/delete/${id}`,
    isShared: shared === 1,
    sharedBy: sharerOf(recognition, viewer),
    time: new Date(createdAt).toISOString(),
    when: formatTime(createdAt),
    people: matches
      .slice(0, MAX_NAMED)
      .map(({ person, certainty }) => ({ name: nameOf(person), isAsked: certainty === 'maybe' })),
    faces: faces.length,
    unknown: faces.filter(({ match, ignored }) => !match && !ignored).length,
  };
}
