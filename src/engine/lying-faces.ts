import { overlap } from './boxes';
import type { Box, Point, Quarters } from './contract';
import { singleLook } from './detect';
import { type FittedFace, fitFaces, isUsable, uprightness } from './fit-faces';
import { squareAround } from './landmarks';
import type { Networks } from './networks';
import { CHANNELS, cut, type Raster, type Similarity } from './raster';

/** The side of the square around a face that is looked at, in pixels. It is three times as long as the longer side of the face's box. */
const SIDE = 336;
/** The face is in the middle of it. */
const MIDDLE: Box = { left: SIDE / 3, top: SIDE / 3, width: SIDE / 3, height: SIDE / 3 };
/** A face that was found there is the same, when it overlaps the middle by this much. */
const SAME = 0.3;
/** Below this uprightness, a face may lie. */
const DOUBTFUL = 0.2;
/** Landmarks of smaller faces often fit badly, in pixels of the box's longer side. */
const MIN_SIDE = 48;
/** Each takes four looks, and more than these in one photo are no people who lie in the grass. */
const MAX_FACES = 3;
const TURNS: readonly Quarters[] = [0, 1, 2, 3];

const around = ({ left, top, width, height }: Box): Box => ({
  left: left - width,
  top: top - height,
  width: 3 * width,
  height: 3 * height,
});

function drawSquare(raster: Raster, toPicture: Similarity): Raster {
  const out = new Uint8ClampedArray(SIDE * SIDE * CHANNELS);
  cut(raster, toPicture, { width: SIDE, height: SIDE, out, offset: 0, stride: SIDE * CHANNELS });
  return { data: new Uint8Array(out.buffer), width: SIDE, height: SIDE };
}

const move = ({ a, b, tx, ty }: Similarity, { x, y }: Point): Point => ({
  x: a * x - b * y + tx,
  y: b * x + a * y + ty,
});

/**
 * Finds the landmarks of a face that may be turned: by the turn in which the detector is surest of it. The landmarks alone can't tell, as upside
 * down a face may look like another one.
 * @returns the face as it was when it isn't found again, or fits no face
 */
async function fitTurned(raster: Raster, face: FittedFace, networks: Networks): Promise<FittedFace> {
  let [best, most] = [face, 0];
  for (const quarters of TURNS) {
    const toPicture = squareAround(around(face.box), SIDE, quarters);
    const square = drawSquare(raster, toPicture);
    const seen = (await singleLook(square, networks)).filter(({ box }) => overlap(box, MIDDLE) > SAME);
    for (const found of await fitFaces(square, seen, networks)) {
      const surety = uprightness(found);
      if (surety <= most) continue;
      most = surety;
      best =
        quarters === 0
          ? face
          : { ...face, landmarks: found.landmarks.map((point) => move(toPicture, point)), misfit: found.misfit };
    }
  }
  return isUsable(best) ? best : face;
}

/** Finds the landmarks of faces that may be turned, each for itself, in a picture that is upright. */
export async function fitLyingFaces(
  raster: Raster,
  faces: readonly FittedFace[],
  networks: Networks,
): Promise<FittedFace[]> {
  const fitted: FittedFace[] = [];
  let left = MAX_FACES;
  for (const face of faces) {
    const mayLie = uprightness(face) < DOUBTFUL && Math.max(face.box.width, face.box.height) >= MIN_SIDE;
    fitted.push(mayLie && left-- > 0 ? await fitTurned(raster, face, networks) : face);
  }
  return fitted;
}
