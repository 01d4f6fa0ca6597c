import type { Box, Point, Quarters } from './contract';
import { elementAt } from './element-at';
import { LANDMARKS_LENGTH, LANDMARKS_SIZE, type Networks } from './networks';
import { CHANNELS, cutSquare, type Raster, type Similarity } from './raster';

const COSINES = [1, 0, -1, 0] as const;
const SINES = [0, 1, 0, -1] as const;

/**
 * Returns the transform from the pixels of a square to the picture's.
 * @param box what the square is around: its longer side is the square's
 * @param size the square's side, in its own pixels
 * @param quarters how far the picture is turned in it, counterclockwise: what is turned clockwise in the picture is upright there
 */
export function squareAround({ left, top, width, height }: Box, size: number, quarters: Quarters): Similarity {
  const scale = Math.max(width, height) / size;
  const [a, b] = [scale * COSINES[quarters], scale * SINES[quarters]];
  const half = size / 2;
  return { a, b, tx: left + width / 2 - (a - b) * half, ty: top + height / 2 - (a + b) * half };
}

/** Finds the 68 landmarks of the upright face in each box, all in one batch. */
export async function findLandmarks(raster: Raster, boxes: readonly Box[], networks: Networks): Promise<Point[][]> {
  const length = LANDMARKS_SIZE * LANDMARKS_SIZE * CHANNELS;
  const squares = boxes.map((box) => squareAround(box, LANDMARKS_SIZE, 0));
  const pixels = new Float32Array(squares.length * length);
  squares.forEach((square, i) => cutSquare(raster, square, LANDMARKS_SIZE, pixels, i));
  const found = await networks.landmarks(pixels, squares.length);
  return squares.map(({ a, b, tx, ty }, i) =>
    Array.from({ length: LANDMARKS_LENGTH / 2 }, (_, point) => {
      const at = i * LANDMARKS_LENGTH + 2 * point;
      const [u, v] = [elementAt(found, at) * LANDMARKS_SIZE, elementAt(found, at + 1) * LANDMARKS_SIZE];
      return { x: a * u - b * v + tx, y: b * u + a * v + ty };
    }),
  );
}
