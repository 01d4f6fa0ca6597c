import type { Box, Point } from './contract';
import { elementAt } from './element-at';
import { LANDMARKS_LENGTH, LANDMARKS_SIZE, type Networks } from './networks';
import { CHANNELS, cutSquare, type Raster, type Similarity } from './raster';

/** Returns the transform from the network's pixels to the picture's, for the square around a box. */
function squareAround({ left, top, width, height }: Box): Similarity {
  const side = Math.max(width, height);
  return { a: side / LANDMARKS_SIZE, b: 0, tx: left + (width - side) / 2, ty: top + (height - side) / 2 };
}

/** Finds the 68 landmarks of the face in each box, all in one batch. */
export async function findLandmarks(raster: Raster, boxes: readonly Box[], networks: Networks): Promise<Point[][]> {
  const length = LANDMARKS_SIZE * LANDMARKS_SIZE * CHANNELS;
  const squares = boxes.map(squareAround);
  const pixels = new Float32Array(squares.length * length);
  squares.forEach((square, i) => cutSquare(raster, square, LANDMARKS_SIZE, pixels, i));
  const found = await networks.landmarks(pixels, squares.length);
  return squares.map(({ a, tx, ty }, i) =>
    Array.from({ length: LANDMARKS_LENGTH / 2 }, (_, point) => {
      const at = i * LANDMARKS_LENGTH + 2 * point;
      const [x, y] = [elementAt(found, at), elementAt(found, at + 1)];
      return { x: x * LANDMARKS_SIZE * a + tx, y: y * LANDMARKS_SIZE * a + ty };
    }),
  );
}
