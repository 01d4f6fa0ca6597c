import type { Box, DescribedFace, FaceQuality, Point } from './contract';
import { elementAt } from './element-at';
import { mobility, shrinkToLuminance } from './luminance';
import { CHIP_SIZE } from './networks';

/**
 * The limits of a good view of a face: beyond a `too…` limit the face is useless, beyond the other one it is worth a
 * warning. They are measured by `npm run accuracy:quality`; docs/accuracy.md has the table.
 */
export const QUALITY = {
  /**
   * Below 20 pixels, half of the faces are at a distance of 0.45 or more from their own original, which is nearly a
   * stranger's.
   */
  tooSmall: 20,
  /** Below 32 pixels, a tenth are at 0.3 or more from it, and at 28 pixels half of them. */
  small: 32,
  /**
   * The sharpness after a blur of 3.5% of the face's width, which moves half of the faces 0.43 or more from their
   * original.
   */
  tooBlurred: 0.42,
  /** The sharpness after a blur of 2%, which moves a tenth of the faces 0.32 or more from it. */
  blurred: 0.65,
  /**
   * 36°. Up to 0.32, faces are as near to their person as frontal ones; the face at 0.47 was, with another, the
   * farthest of 40.
   */
  turned: 0.4,
  /** 63°. Up to 0.58, faces were still recognized; in a profile the landmarks are a guess. */
  tooTurned: 0.7,
} as const;

/** Sharpness is measured on pixels as large as this many of the chip's: finer blur doesn't harm recognition. */
const COARSE = 3;
/** The median mobility of sharp faces: horizontal, vertical, and along the diagonals. */
const SHARP = { level: 1.25, upright: 1.45, aslant: 1.6 };

/**
 * Measures how sharp a face is in the detail that the networks need, from 0 to 1. A face that was enlarged to fill its
 * chip is measured at its own size. The blurriest direction counts, because a face that moved is blurred in one
 * direction only.
 * @param chip 150 × 150 × 3 values from 0 to 255
 * @param scale how many of the picture's pixels one pixel of the chip spans
 */
export function sharpnessOf(chip: Float32Array, scale: number): number {
  const factor = Math.min(Math.max(COARSE, Math.ceil(1 / scale)), CHIP_SIZE / 6);
  const { luminance, side } = shrinkToLuminance(chip, factor);
  const level = mobility(luminance, side, 1) / SHARP.level;
  const upright = mobility(luminance, side, side) / SHARP.upright;
  const aslant = Math.min(mobility(luminance, side, side + 1), mobility(luminance, side, side - 1)) / SHARP.aslant;
  return Math.min(1, level, upright, aslant);
}

// Limits of the landmarks of a face in profile (the first two) and of one that looks straight ahead, measured on faces
// whose turn the eye can tell.
/** How far the tip of the nose is beside the middle of the face, in distances between the eyes. */
const NOSE_ASIDE = 0.6;
/** How much nearer the tip of the nose is to one side of the jaw than to the other, as a share of both. */
const JAW_ASIDE = 0.9;
/** The distance between the eyes over that from the eyes to the mouth: a face that nods looks short. */
const SHORT = 1.1;

const middle = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
const between = (from: Point, to: Point): Point => ({ x: to.x - from.x, y: to.y - from.y });
const length = ({ x, y }: Point) => Math.hypot(x, y);
const cross = (one: Point, other: Point) => one.x * other.y - one.y * other.x;

/**
 * Estimates how far a face looks past the camera, from 0 to 1 in quarter turns. A turn to the side is measured well up
 * to about 50°, and anything beyond counts as profile; a turn up or down counts only when it is strong. A face that
 * leans to one side isn't turned.
 * @param landmarks 68 points in iBUG's order
 * @throws {RangeError} when there are fewer
 */
export function turnOf(landmarks: readonly Point[]): number {
  const at = (index: number) => elementAt(landmarks, index);
  const [left, right] = [middle(landmarks.slice(36, 42)), middle(landmarks.slice(42, 48))];
  const [eyes, mouth, nose] = [middle([left, right]), middle([at(48), at(54)]), at(30)];
  const [across, down] = [between(left, right), between(eyes, mouth)];
  const noseAside = cross(between(eyes, nose), down) / cross(across, down);
  const toNose = (side: readonly Point[]) => length(between(middle(side), nose));
  const [jawLeft, jawRight] = [toNose(landmarks.slice(0, 3)), toNose(landmarks.slice(14, 17))];
  const jawAside = (jawLeft - jawRight) / (jawLeft + jawRight);
  const sine = Math.min(1, Math.abs(noseAside / NOSE_ASIDE + jawAside / JAW_ASIDE) / 2);
  const cosine = Math.sqrt(1 - sine * sine) * Math.min(1, (SHORT * length(down)) / length(across));
  const turn = Math.acos(cosine) / (Math.PI / 2);
  return Number.isFinite(turn) ? turn : 1; // no face has its landmarks in one place
}

/** A face of this width, in pixels, gets as good a descriptor as any larger one. */
const LARGE = 100;

/**
 * Combines all figures into one, from 0 to 1, to compare the photos of a person. A figure at its warning limit lowers
 * it by about a third.
 */
export function overallOf({ size, sharpness, turn }: Omit<FaceQuality, 'overall'>, score: number): number {
  return Math.sqrt(Math.min(1, size / LARGE)) * sharpness * (1 - turn) * (0.5 + score / 2);
}

const shorterSide = ({ width, height }: Box) => Math.min(width, height);

/**
 * Measures how well a photo shows a face.
 * @param chip the face as the descriptor network takes it: 150 × 150 × 3 values from 0 to 255
 * @param scale how many of the picture's pixels one pixel of the chip spans
 */
export function qualityOf(
  { box, score, landmarks }: Pick<DescribedFace, 'box' | 'score' | 'landmarks'>,
  chip: Float32Array,
  scale: number,
): FaceQuality {
  const figures = { size: shorterSide(box), sharpness: sharpnessOf(chip, scale), turn: turnOf(landmarks) };
  return { ...figures, overall: overallOf(figures, score) };
}
