import type { Point } from './contract';
import { FIRST, MEAN_X, MEAN_Y } from './mean-face';
import { CHIP_SIZE } from './networks';
import type { Similarity } from './raster';

/** What dlib leaves around the face, as a share of its size. */
const PADDING = 0.25;

// dlib leaves out what moves without the head: the brows (17 to 26) and the lower lip (55 to 59, 65 to 67).
const isUsed = (landmark: number) =>
  landmark > 26 && !(landmark >= 55 && landmark <= 59) && !(landmark >= 65 && landmark <= 67);

const toChip = (mean: number) => ((PADDING + mean) / (2 * PADDING + 1)) * CHIP_SIZE;

const anchors = MEAN_X.map((x, i) => ({ landmark: FIRST + i, x: toChip(x), y: toChip(MEAN_Y[i]) })).filter(
  ({ landmark }) => isUsed(landmark),
);

/**
 * The similarity transform (rotation, scale, shift) that carries points onto others with the least squared error:
 * Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns", in two dimensions.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const mean = (points: readonly Point[], axis: 'x' | 'y') =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [fromX, fromY, toX, toY] = [mean(from, 'x'), mean(from, 'y'), mean(to, 'x'), mean(to, 'y')];
  let [along, across, spread] = [0, 0, 0];
  from.forEach((point, i) => {
    const [px, py, qx, qy] = [point.x - fromX, point.y - fromY, to[i].x - toX, to[i].y - toY];
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  });
  const [a, b] = [along / spread, across / spread];
  return { a, b, tx: toX - a * fromX + b * fromY, ty: toY - b * fromX - a * fromY };
}

/** From the pixels of a face's chip to those of the picture. The chip is how the descriptor network saw faces in its training. */
export function alignFace(landmarks: readonly Point[]): Similarity {
  // Fitted from picture to chip, as dlib does, and then turned round.
  const { a, b, tx, ty } = fitSimilarity(
    anchors.map(({ landmark }) => landmarks[landmark]),
    anchors,
  );
  const square = a * a + b * b;
  return { a: a / square, b: -b / square, tx: -(a * tx + b * ty) / square, ty: (b * tx - a * ty) / square };
}
