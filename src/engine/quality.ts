import type { Box, DescribedFace, FaceQuality, Point } from './contract';
import { CHIP_SIZE } from './networks';
import { CHANNELS } from './raster';

/**
 * From where on a photo of a person is not good enough: beyond a `too…` bound the face is useless, beyond the other it is worth
 * a warning. Measured by `npm run accuracy:quality`; docs/accuracy.md has the table.
 */
export const QUALITY = {
  /** Below 20 pixels, half of the faces are 0.45 or more from their own original, which is nearly a stranger's distance. */
  tooSmall: 20,
  /** Below 32 pixels, a tenth are 0.3 or more from it, and at 28 half of them. */
  small: 32,
  /** Reached by a blur of 3.5 % of the face's width, which takes half of the faces 0.43 or more from their original. */
  tooBlurred: 0.42,
  /** Reached by a blur of 2 %, which takes a tenth of the faces 0.32 or more from it. */
  blurred: 0.65,
  /** 36°: up to 0.32, faces are as near to their person as frontal ones; the one at 0.47 was the farthest of 40, with another. */
  turned: 0.4,
  /** 63°: up to 0.58 faces were still recognised; of one in profile the landmarks are a guess. */
  tooTurned: 0.7,
} as const;

/** How many of a chip's pixels one is worth that sharpness is measured on: blur that is finer costs no recognition. */
const COARSE = 3;
/** The face without what is around it: the chip's padding, a sixth on each side, is left out. */
const PADDING = 1 / 6;
/** What sharp faces have, in the median: level, upright, and on both diagonals. */
const SHARP = { level: 1.25, upright: 1.45, aslant: 1.6 };

/** A chip's luminance, averaged down over squares of `factor` pixels. */
function shrinkToLuminance(chip: Float32Array, factor: number): { luminance: Float32Array; side: number } {
  const side = Math.floor(CHIP_SIZE / factor);
  const luminance = new Float32Array(side * side);
  for (let y = 0; y < side * factor; y++) {
    const row = Math.floor(y / factor) * side;
    for (let x = 0, at = y * CHIP_SIZE * CHANNELS; x < side * factor; x++, at += CHANNELS) {
      luminance[row + Math.floor(x / factor)] += 0.299 * chip[at] + 0.587 * chip[at + 1] + 0.114 * chip[at + 2];
    }
  }
  return { luminance, side };
}

/** How quickly the luminance changes in one direction: curvature over slope, which contrast and brightness don't alter (Hjorth's mobility). */
function mobility(luminance: Float32Array, side: number, step: number): number {
  const [from, to] = [Math.round(side * PADDING), side - Math.round(side * PADDING)];
  let [curvature, slope] = [0, 0];
  for (let y = from; y < to; y++) {
    for (let at = y * side + from; at < y * side + to; at++) {
      const [before, here, after] = [luminance[at - step], luminance[at], luminance[at + step]];
      curvature += (before - 2 * here + after) ** 2;
      slope += ((after - before) / 2) ** 2;
    }
  }
  return slope > 0 ? Math.sqrt(curvature / slope) : 0;
}

/**
 * How sharp a face is, 0 to 1, for what the networks need: one that was enlarged to fill its chip is judged at its own size.
 * The blurriest direction counts, so that a face that moved is as blurred as it looks.
 * @param scale how many of the picture's pixels one of the chip's spans
 */
export function sharpnessOf(chip: Float32Array, scale: number): number {
  const factor = Math.min(Math.max(COARSE, Math.ceil(1 / scale)), CHIP_SIZE / 6);
  const { luminance, side } = shrinkToLuminance(chip, factor);
  const level = mobility(luminance, side, 1) / SHARP.level;
  const upright = mobility(luminance, side, side) / SHARP.upright;
  const aslant = Math.min(mobility(luminance, side, side + 1), mobility(luminance, side, side - 1)) / SHARP.aslant;
  return Math.min(1, level, upright, aslant);
}

// What the landmarks show of a face in profile and, at most, of one that looks straight ahead: measured where the eye can tell.
/** How far the tip of the nose is beside the middle of the face, in distances of the eyes. */
const NOSE_ASIDE = 0.6;
/** How much nearer the tip of the nose is to one side of the jaw than to the other, as a share of both. */
const JAW_ASIDE = 0.9;
/** The eyes' distance over that from the eyes to the mouth: a face that nods looks short. */
const SHORT = 1.1;

const middle = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
const between = (from: Point, to: Point): Point => ({ x: to.x - from.x, y: to.y - from.y });
const length = ({ x, y }: Point) => Math.hypot(x, y);
const cross = (one: Point, other: Point) => one.x * other.y - one.y * other.x;

/**
 * How far a face looks past the camera, 0 to 1 in quarter turns. To the side it is seen well up to some 50°, and what is beyond
 * counts as profile; up or down only when it is strong. A face that leans to one side isn't turned.
 * @param landmarks 68, in iBUG's order
 */
export function turnOf(landmarks: readonly Point[]): number {
  const [left, right] = [middle(landmarks.slice(36, 42)), middle(landmarks.slice(42, 48))];
  const [eyes, mouth, nose] = [middle([left, right]), middle([landmarks[48], landmarks[54]]), landmarks[30]];
  const [across, down] = [between(left, right), between(eyes, mouth)];
  const noseAside = cross(between(eyes, nose), down) / cross(across, down);
  const [jawLeft, jawRight] = [landmarks.slice(0, 3), landmarks.slice(14, 17)].map((side) =>
    length(between(middle(side), nose)),
  );
  const jawAside = (jawLeft - jawRight) / (jawLeft + jawRight);
  const sine = Math.min(1, Math.abs(noseAside / NOSE_ASIDE + jawAside / JAW_ASIDE) / 2);
  const cosine = Math.sqrt(1 - sine * sine) * Math.min(1, (SHORT * length(down)) / length(across));
  const turn = Math.acos(cosine) / (Math.PI / 2);
  return Number.isFinite(turn) ? turn : 1; // no face has its landmarks in one place
}

/** From this width on, in pixels, a face in a photo is described as well as a larger one. */
const LARGE = 100;

/** One figure of all, to compare a person's photos by. At its own bound for a warning, each takes away about a third. */
export function overallOf({ size, sharpness, turn }: Omit<FaceQuality, 'overall'>, score: number): number {
  return Math.sqrt(Math.min(1, size / LARGE)) * sharpness * (1 - turn) * (0.5 + score / 2);
}

const shorterSide = ({ width, height }: Box) => Math.min(width, height);

/**
 * How good a view of a face is.
 * @param chip the face as the descriptor network sees it, and the picture's pixels that one of its own spans
 */
export function qualityOf(
  { box, score, landmarks }: Pick<DescribedFace, 'box' | 'score' | 'landmarks'>,
  chip: Float32Array,
  scale: number,
): FaceQuality {
  const figures = { size: shorterSide(box), sharpness: sharpnessOf(chip, scale), turn: turnOf(landmarks) };
  return { ...figures, overall: overallOf(figures, score) };
}
