import { suppressOverlaps } from './boxes';
import type { Box } from './contract';
import { elementAt } from './element-at';
import { type Candidates, DETECT_SIZE, type DetectorInput, type Networks } from './networks';
import { CHANNELS, cut, type Raster } from './raster';
import { closerLooks, cutByEdge, paddedView, tileViews } from './views';

/** A box that the network takes for a face. */
export interface Detection {
  box: Box;
  /** The network's confidence, from 0 to 1. */
  score: number;
}

/** Lowest score of a face. At 0.3 the network begins to see faces where there are none (docs/accuracy.md). */
const MIN_SCORE = 0.4;
/** Lowest score where the network looks closer: there the certain faces are enough. */
const MIN_CLOSER_SCORE = 0.5;
const MAX_FACES = 300;
/** Two looks place a face less alike than one look does, and faces side by side hardly overlap. */
const MAX_OVERLAP_OF_LOOKS = 0.3;
/**
 * Up to this scale, pictures are sampled, not averaged: the network finds the same faces, and sampling is three times
 * as fast.
 */
const SPREAD = 4;

/**
 * Black rows and columns below and beside a picture that doesn't fill the square, in pixels: with them, nearly every face is found that is
 * found in the whole square (docs/accuracy.md), at six to eight tenths of the time.
 */
const MARGIN = 32;
/** The network is fastest at multiples of this. */
const STEP = 16;

/** Returns how many rows or columns of the square the network looks at, for a picture that fills so many. */
const withMargin = (side: number) =>
  side === DETECT_SIZE ? side : Math.min(DETECT_SIZE, Math.ceil((side + MARGIN) / STEP) * STEP);

/**
 * Draws a view of the picture, scaled to fit, into the upper left of the network's square. The rest, and everything
 * outside the picture, is black.
 */
function letterbox(raster: Raster, view: Box, scale: number): DetectorInput {
  const sideIn = (side: number) => Math.min(DETECT_SIZE, Math.max(1, Math.round(side * scale)));
  const [width, height] = [sideIn(view.width), sideIn(view.height)];
  const [rows, columns] = [withMargin(height), withMargin(width)];
  const pixels = new Uint8ClampedArray(rows * columns * CHANNELS);
  const target = { width, height, out: pixels, offset: 0, stride: columns * CHANNELS };
  cut(raster, { a: 1 / scale, b: 0, tx: view.left, ty: view.top }, target, SPREAD);
  return { pixels, rows, columns };
}

/**
 * Converts candidates to pixels of the picture, cut off at its edges, and drops those without a score above `minScore`.
 */
function toDetections(
  { boxes, scores }: Candidates,
  view: Box,
  scale: number,
  raster: Raster,
  minScore: number,
): Detection[] {
  const place = (value: number, from: number, limit: number) =>
    Math.min(Math.max((value * DETECT_SIZE) / scale + from, 0), limit);
  const detections: Detection[] = [];
  scores.forEach((score, i) => {
    if (score <= minScore) return;
    const side = (n: number) => elementAt(boxes, 4 * i + n);
    const [top, left, bottom, right] = [side(0), side(1), side(2), side(3)];
    const [x0, x1] = [place(left, view.left, raster.width), place(right, view.left, raster.width)];
    const [y0, y1] = [place(top, view.top, raster.height), place(bottom, view.top, raster.height)];
    if (x1 - x0 >= 1 && y1 - y0 >= 1)
      detections.push({ box: { left: x0, top: y0, width: x1 - x0, height: y1 - y0 }, score });
  });
  return detections;
}

const wholeOf = ({ width, height }: Raster): Box => ({ left: 0, top: 0, width, height });

/** Runs the network over one view of the picture, which may reach beyond its edges. */
async function look(raster: Raster, networks: Networks, view: Box, minScore: number): Promise<Detection[]> {
  const scale = DETECT_SIZE / Math.max(view.width, view.height);
  return toDetections(await networks.detect(letterbox(raster, view, scale)), view, scale, raster, minScore);
}

/** Looks at the parts of the picture one by one. */
async function lookCloser(raster: Raster, networks: Networks, whole: Box, side: number): Promise<Detection[]> {
  const found: Detection[] = [];
  for (const tile of tileViews(whole, side)) {
    const seen = await look(raster, networks, tile, MIN_CLOSER_SCORE);
    found.push(...seen.filter(({ box }) => !cutByEdge(box, tile, whole)));
  }
  return found;
}

/** Finds the faces that a single look at the whole picture shows, best first. */
export const singleLook = async (raster: Raster, networks: Networks): Promise<Detection[]> =>
  suppressOverlaps(await look(raster, networks, wholeOf(raster), MIN_SCORE), MAX_FACES);

/**
 * Finds the faces of a picture in a look at the whole of it, best first. The network was trained on faces that fill a fraction of the
 * picture. So when it finds none, it looks again at the picture inside a border, which finds the faces of tight crops.
 */
export async function firstLook(raster: Raster, networks: Networks): Promise<Detection[]> {
  const seen = await singleLook(raster, networks);
  if (seen.length > 0) return seen;
  return suppressOverlaps(await look(raster, networks, paddedView(wholeOf(raster)), MIN_SCORE), MAX_FACES);
}

/**
 * Looks again at parts of the picture, enlarged, where the first look has found small faces or none.
 * @param faces those that the first look has found
 * @returns all faces, best first; the same array when no closer look is worth it
 */
export async function closerLook<T extends Detection>(
  raster: Raster,
  networks: Networks,
  faces: T[],
): Promise<T[] | Detection[]> {
  const whole = wholeOf(raster);
  const certain = faces.filter(({ score }) => score > MIN_CLOSER_SCORE);
  for (const side of closerLooks(faces, whole)) {
    const closer = [...certain, ...(await lookCloser(raster, networks, whole, side))];
    if (closer.length > 0) return suppressOverlaps(closer, MAX_FACES, MAX_OVERLAP_OF_LOOKS);
  }
  return faces;
}
