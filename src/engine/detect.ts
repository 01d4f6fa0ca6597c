import type { Box } from './contract';
import { type Candidates, DETECT_SIZE, type Networks } from './networks';
import { suppressOverlaps } from './overlap';
import { CHANNELS, cut, type Raster } from './raster';
import { cutByEdge, isCrowd, paddedView, tileViews } from './views';

export interface Detection {
  box: Box;
  score: number;
}

/** What the network must think of a face at least; at 0.3 it begins to see faces where there are none (docs/accuracy.md). */
const FLOOR = 0.4;
/** In a crowd, where it looks closer, the certain ones are enough. */
const CROWD_FLOOR = 0.5;
const MAX_FACES = 300;
/** The network finds the same faces whether a picture was averaged down or merely sampled; sampling is three times as fast. */
const SPREAD = 4;

/** The network's square with a view of the picture in its upper left, scaled to fit; the rest, and what lies outside the picture, is black. */
function letterbox(raster: Raster, view: Box, scale: number): Float32Array {
  const square = new Float32Array(DETECT_SIZE * DETECT_SIZE * CHANNELS);
  const [width, height] = [view.width, view.height].map((side) =>
    Math.min(DETECT_SIZE, Math.max(1, Math.round(side * scale))),
  );
  const target = { width, height, out: square, offset: 0, stride: DETECT_SIZE * CHANNELS };
  cut(raster, { a: 1 / scale, b: 0, tx: view.left, ty: view.top }, target, SPREAD);
  return square;
}

/** The candidates in the picture's own pixels, cut off at its edges. */
function toDetections(
  { boxes, scores }: Candidates,
  view: Box,
  scale: number,
  raster: Raster,
  floor: number,
): Detection[] {
  const place = (value: number, from: number, limit: number) =>
    Math.min(Math.max((value * DETECT_SIZE) / scale + from, 0), limit);
  const detections: Detection[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] <= floor) continue;
    const [top, left, bottom, right] = boxes.subarray(4 * i, 4 * i + 4);
    const [x0, x1] = [place(left, view.left, raster.width), place(right, view.left, raster.width)];
    const [y0, y1] = [place(top, view.top, raster.height), place(bottom, view.top, raster.height)];
    if (x1 - x0 >= 1 && y1 - y0 >= 1)
      detections.push({ box: { left: x0, top: y0, width: x1 - x0, height: y1 - y0 }, score: scores[i] });
  }
  return detections;
}

/** Looks once at a part of the picture, or at more than the picture. */
async function look(raster: Raster, networks: Networks, view: Box, floor: number): Promise<Detection[]> {
  const scale = DETECT_SIZE / Math.max(view.width, view.height);
  return toDetections(await networks.detect(letterbox(raster, view, scale)), view, scale, raster, floor);
}

/**
 * Finds the faces of a picture, best first. The network was trained on faces with surroundings, at a fraction of the picture:
 * where nothing is found it looks once more at the picture inside a border, which finds the faces of tight crops; and
 * where there are many small ones it looks again, closer, part by part.
 */
export async function detectFaces(raster: Raster, networks: Networks): Promise<Detection[]> {
  const whole = { left: 0, top: 0, width: raster.width, height: raster.height };
  const seen = await look(raster, networks, whole, FLOOR);
  if (seen.length === 0) return suppressOverlaps(await look(raster, networks, paddedView(whole), FLOOR), MAX_FACES);
  const faces = suppressOverlaps(seen, MAX_FACES);
  if (!isCrowd(faces, whole)) return faces;
  const certain = faces.filter(({ score }) => score > CROWD_FLOOR);
  for (const tile of tileViews(faces, whole)) {
    const closer = await look(raster, networks, tile, CROWD_FLOOR);
    certain.push(...closer.filter(({ box }) => !cutByEdge(box, tile, whole)));
  }
  return suppressOverlaps(certain, MAX_FACES);
}
