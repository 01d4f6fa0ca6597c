import type { Point } from './contract';
import { elementAt } from './element-at';
import { FIRST, MEAN_X, MEAN_Y } from './mean-face';
import { CHIP_SIZE } from './networks';
import type { Similarity } from './raster';

/** The margin that dlib leaves around the face, as a share of the face's size. */
const PADDING = 0.25;

// dlib skips the landmarks that move without the head: the brows (17 to 26) and the lower lip (55 to 59, 65 to 67).
const isUsed = (landmark: number) =>
  landmark > 26 && !(landmark >= 55 && landmark <= 59) && !(landmark >= 65 && landmark <= 67);

const toChip = (mean: number) => ((PADDING + mean) / (2 * PADDING + 1)) * CHIP_SIZE;

const anchors = MEAN_X.map((x, i) => ({
  landmark: FIRST + i,
  x: toChip(x),
  y: toChip(elementAt(MEAN_Y, i)),
})).filter(({ landmark }) => isUsed(landmark));

/**
 * Finds the similarity transform (rotation, scale, shift) that maps points onto others with the least squared error:
 * Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns", in two dimensions.
 * @throws {RangeError} when `to` has fewer points than `from`
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const mean = (points: readonly Point[], axis: 'x' | 'y') =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [fromX, fromY, toX, toY] = [mean(from, 'x'), mean(from, 'y'), mean(to, 'x'), mean(to, 'y')];
  let [along, across, spread] = [0, 0, 0];
  from.forEach((point, i) => {
    const target = elementAt(to, i);
    const [px, py, qx, qy] = [point.x - fromX, point.y - fromY, target.x - toX, target.y - toY];
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  });
  const [a, b] = [along / spread, across / spread];
  return { a, b, tx: toX - a * fromX + b * fromY, ty: toY - b * fromX - a * fromY };
}

/** Fits a face's landmarks onto the mean face in its chip. @throws {RangeError} when there are fewer than 68 */
const fitChip = (landmarks: readonly Point[]): Similarity =>
  fitSimilarity(
    anchors.map(({ landmark }) => elementAt(landmarks, landmark)),
    anchors,
  );

/**
 * Measures how far landmarks are from the mean face, wherever, however large and however tilted the face is: the root mean square of their distances
 * on the chip, in the chip's pixels. Faces have 3 to 8, and what is no face, or lies on its side, has more.
 * @param landmarks 68 points in iBUG's order
 * @throws {RangeError} when there are fewer
 */
export function misfitOf(landmarks: readonly Point[]): number {
  const { a, b, tx, ty } = fitChip(landmarks);
  const squares = anchors.map(({ landmark, x, y }) => {
    const point = elementAt(landmarks, landmark);
    return (a * point.x - b * point.y + tx - x) ** 2 + (b * point.x + a * point.y + ty - y) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/**
 * Finds the transform from the pixels of a face's chip to those of the picture. A chip is a face as the descriptor
 * network saw faces in its training.
 * @param landmarks 68 points in iBUG's order
 * @throws {RangeError} when there are fewer
 */
export function alignFace(landmarks: readonly Point[]): Similarity {
  // Fitted from picture to chip, as dlib does, and then inverted.
  const { a, b, tx, ty } = fitChip(landmarks);
  const square = a * a + b * b;
  return { a: a / square, b: -b / square, tx: -(a * tx + b * ty) / square, ty: (b * tx - a * ty) / square };
}
