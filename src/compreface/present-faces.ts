import type { Box, Point, UploadedPhoto } from '../engine/contract';
import { inUploaded, pointInUploaded } from '../engine/uploaded-place';
import { noFace } from '../errors';
import type { Options } from './options';
import { probabilityOf } from './probability';
import type { StageTimes } from './stage-times';

/** A face that was found in a photo. */
export interface FoundFace {
  /** In pixels of the picture, as the landmarks. */
  box: Box;
  /** The detector's, 0 to 1. */
  score: number;
  landmarks: readonly Point[];
}

/** The photo in which faces were found. */
export interface Frame {
  /** The size of the picture, in pixels. */
  picture: { width: number; height: number };
  uploaded: UploadedPhoto;
}

const areaOf = ({ box }: FoundFace) => box.width * box.height;

/** Whether a face counts for what the request asks. */
export const isFaceFor =
  ({ det_prob_threshold: least }: Options) =>
  (score: number): boolean =>
    probabilityOf(score) >= least;

/**
 * Chooses the faces that a request asks for: those that are probable enough, the largest first. A photo of which it is said that it is a face
 * cut out, has one.
 * @throws noFace
 */
export function chooseFaces<Face extends FoundFace>(faces: readonly Face[], options: Options): Face[] {
  const limit = options.detect_faces ? options.limit : 1;
  const chosen = faces
    .filter(({ score }) => isFaceFor(options)(score))
    .sort((one, other) => areaOf(other) - areaOf(one));
  if (chosen.length === 0) throw noFace();
  return limit === 0 ? chosen : chosen.slice(0, limit);
}

const within = (pixel: number, length: number) => Math.min(length, Math.max(0, Math.round(pixel)));

/** In pixels of the photo as it was uploaded and is shown upright. */
function boxIn({ picture, uploaded }: Frame, { box, score }: FoundFace) {
  const { left, top, width, height } = inUploaded(box, picture, uploaded);
  return {
    probability: probabilityOf(score),
    x_max: within(left + width, uploaded.width),
    y_max: within(top + height, uploaded.height),
    x_min: within(left, uploaded.width),
    y_min: within(top, uploaded.height),
  };
}

/** Where the 68 landmarks have what CompreFace's five say: the eyes, the tip of the nose, and the corners of the mouth. */
const FIVE = [[36, 37, 38, 39, 40, 41], [42, 43, 44, 45, 46, 47], [30], [48], [54]];

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

const landmarksIn = ({ picture, uploaded }: Frame, { landmarks }: FoundFace): number[][] =>
  FIVE.map((indices) => {
    const points = indices.flatMap((i) => landmarks[i] ?? []);
    const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
    const { x, y } = pointInUploaded(middle, picture, uploaded);
    return [Math.round(x), Math.round(y)];
  });

/** A face as every answer says it. What other plug-ins than `landmarks` would add isn't known here. */
export function presentFace(frame: Frame, face: FoundFace, { face_plugins, status }: Options, times: StageTimes) {
  return {
    box: boxIn(frame, face),
    ...(face_plugins.includes('landmarks') && { landmarks: landmarksIn(frame, face) }),
    ...(status && { execution_time: times.read() }),
  };
}

/** What answers say of the networks when they are asked. @param network that describes the faces of the gallery */
export const presentVersions = ({ status }: Options, network: string) =>
  status
    ? { plugins_versions: { detector: 'familiarfaces.ssd-mobilenet-v1', calculator: `familiarfaces.${network}` } }
    : {};
