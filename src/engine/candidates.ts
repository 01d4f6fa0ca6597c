import { elementAt } from './element-at';
import { type Candidates, DETECT_SIZE } from './networks';

// The boxes that the detector's predictions start from (anchors) are those of TensorFlow's multiple_grid_anchor_generator.py
// for SSD MobileNet v1: a few at each place of six maps.

/** How many places a side each map has over the whole square, small faces first. */
const SIDES = [32, 16, 8, 4, 2, 1];
const FIRST_SCALE = 0.2;
const LAST_SCALE = 0.95;
/** Width divided by height of the anchors that aren't square. */
const SHAPES = [2, 1 / 2, 3, 0.3333];
/** Numbers for each anchor: how far its center moves (y, x) and its sides grow (height, width), and a score. */
const PREDICTIONS = 5;

type Sides = readonly [height: number, width: number];

const scaleOf = (map: number): number =>
  map < SIDES.length ? FIRST_SCALE + ((LAST_SCALE - FIRST_SCALE) * map) / (SIDES.length - 1) : 1;

/** Returns the sides of the anchors at each place of a map, from 0 to 1 within the square. */
function anchorsOf(map: number): Sides[] {
  const scale = scaleOf(map);
  const square = (side: number): Sides => [side, side];
  const shaped = (shape: number): Sides => [scale / Math.sqrt(shape), scale * Math.sqrt(shape)];
  if (map === 0) return [square(scale / 2), shaped(2), shaped(1 / 2)];
  return [square(scale), square(Math.sqrt(scale * scaleOf(map + 1))), ...SHAPES.map(shaped)];
}

const ANCHORS = SIDES.map((side, map) => ({ side, step: DETECT_SIZE / side, sides: anchorsOf(map) }));

/**
 * Turns the detector's predictions into boxes, as face-api.js's outputLayer.ts does.
 * @param predictions five floats for each anchor: map by map, row by row, place by place
 * @param rows how many of the square's rows the network has seen, in pixels
 * @param columns how many of its columns
 */
export function toCandidates(predictions: Float32Array, rows: number, columns: number): Candidates {
  const count = predictions.length / PREDICTIONS;
  const [boxes, scores] = [new Float32Array(4 * count), new Float32Array(count)];
  let i = 0;
  for (const { side, step, sides } of ANCHORS) {
    for (let y = 0.5; y < Math.ceil(rows / step); y++) {
      for (let x = 0.5; x < Math.ceil(columns / step); x++) {
        for (const [height, width] of sides) {
          const at = (n: number) => elementAt(predictions, PREDICTIONS * i + n);
          const [centerY, centerX] = [y / side + at(0) * height, x / side + at(1) * width];
          const [halfHeight, halfWidth] = [(Math.exp(at(2)) * height) / 2, (Math.exp(at(3)) * width) / 2];
          boxes.set([centerY - halfHeight, centerX - halfWidth, centerY + halfHeight, centerX + halfWidth], 4 * i);
          scores[i] = 1 / (1 + Math.exp(-at(4)));
          i++;
        }
      }
    }
  }
  return { boxes, scores };
}
