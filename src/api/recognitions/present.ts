import { isUnusable } from '../../catalog/descriptors';
import type { StoredFace } from '../../catalog/faces';
import type { Box, Point, UploadedPhoto } from '../../engine/contract';
import { inUploaded, pointInUploaded } from '../../engine/uploaded-place';
import type { IndexedPerson } from '../../gallery/descriptor-index';
import type { Gallery } from '../../gallery/galleries';
import { likenessPercent } from '../../gallery/thresholds';
import type { Viewer } from '../../gallery/viewer';
import { type Candidate, type CandidateFace, certaintyOf } from '../../recognition/candidates';
import { sharerOf } from '../../recognition/present-sharing';
import type { Recognition } from '../../recognition/recognizer';
import { type StoredRecognition, uploadedOf } from '../../recognition/stored-recognition';
import { timeOf } from '../protocol/fields';

/** The photo that boxes are presented in, and the size of the picture that they are in. */
export interface PhotoFrame {
  picture: { width: number; height: number };
  uploaded: UploadedPhoto;
}

const hundredth = (value: number) => Math.round(value * 100) / 100;
const thousandth = (value: number) => Math.round(value * 1000) / 1000;
const figure = (value: number | null) => value && thousandth(value);

export const presentReference = ({ handle, name }: Pick<IndexedPerson, 'handle' | 'name'>) => ({ id: handle, name });

export const presentModel = ({ network }: Gallery) => ({ network });

export const presentSize = ({ width, height }: { width: number; height: number }) => ({ width, height });

/** A box of the picture, in pixels of the uploaded photo. */
export function presentBox(found: Box, { picture, uploaded }: PhotoFrame) {
  const { left, top, width, height } = inUploaded(found, picture, uploaded);
  return { x: hundredth(left), y: hundredth(top), width: hundredth(width), height: hundredth(height) };
}

/** How far two faces are apart, and how alike. */
export const presentDistance = (distance: number | null) => ({
  distance: figure(distance),
  likeness: distance === null ? null : likenessPercent(distance),
});

/** What was found, whoever it is. */
export const presentFound = (found: StoredFace, frame: PhotoFrame) => ({
  box: presentBox(found.box, frame),
  score: thousandth(found.score),
  quality: { sharpness: figure(found.sharpness), turn: figure(found.turn), overall: figure(found.quality) },
  isUsable: !isUnusable(found),
});

const presentCandidate = ({ person, distance, certainty, closest }: Candidate) => ({
  person: presentReference(person),
  ...presentDistance(distance),
  certainty,
  closestPhoto: closest ?? null,
});

/** How many of the people it isn't are listed, the latest first. Nobody says more of a face. */
const MAX_REJECTED = 10;

const VERDICTS = { ignored: 'ignored', nonface: 'not_a_face' } as const;

/** A face with the people whom it may be. @param landmarks in pixels of the picture, if they are wanted */
export function presentFace(each: CandidateFace, frame: PhotoFrame, landmarks?: readonly Point[]) {
  const { number, face, match, ignored, rejected, candidates } = each;
  const point = (place: Point) => {
    const { x, y } = pointInUploaded(place, frame.picture, frame.uploaded);
    return { x: hundredth(x), y: hundredth(y) };
  };
  return {
    number,
    ...presentFound(face, frame),
    person: match ? presentReference(match.person) : null,
    certainty: certaintyOf(each),
    verdict: ignored ? VERDICTS[ignored] : match?.certainty === 'confirmed' ? 'confirmed' : null,
    candidates: candidates.map(presentCandidate),
    rejected: ignored ? [] : rejected.slice(0, MAX_REJECTED).map(presentReference),
    ...(landmarks && { landmarks: landmarks.map(point) }),
  };
}

/** The photo of a stored recognition. */
export const frameOf = (stored: StoredRecognition): PhotoFrame => ({ picture: stored, uploaded: uploadedOf(stored) });

const presentSharing = (viewer: Viewer, stored: StoredRecognition | undefined) => ({
  shared: stored?.shared === 1,
  sharedBy: stored ? sharerOf(stored, viewer) : null,
});

/** A photo with its faces. @param kept undefined for a photo that isn't kept */
export const presentRecognition = (
  viewer: Viewer,
  { picture, uploaded }: PhotoFrame,
  faces: ReadonlyArray<ReturnType<typeof presentFace>>,
  kept?: StoredRecognition,
) => ({
  id: kept?.id ?? null,
  ...presentSharing(viewer, kept),
  model: presentModel(viewer.gallery),
  photo: presentSize(uploaded),
  picture: kept ? { ...presentSize(picture), turned: 90 * uploaded.quarters } : null,
  createdAt: kept ? timeOf(kept.createdAt) : null,
  expiresAt: kept ? timeOf(kept.expiresAt) : null,
  faces,
});

/** A recognition in a list. */
export function presentSummary(viewer: Viewer, { faces, ...stored }: Recognition) {
  const found = faces.filter(({ ignored }) => ignored !== 'nonface');
  return {
    id: stored.id,
    ...presentSharing(viewer, stored),
    model: presentModel(viewer.gallery),
    createdAt: timeOf(stored.createdAt),
    expiresAt: timeOf(stored.expiresAt),
    photo: presentSize(uploadedOf(stored)),
    faces: found.length,
    unknown: found.filter(({ match, ignored }) => !match && !ignored).length,
    people: found.flatMap((face) =>
      face.match ? [{ person: presentReference(face.match.person), certainty: certaintyOf(face) }] : [],
    ),
  };
}
