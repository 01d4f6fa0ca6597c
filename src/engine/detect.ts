import type { Box } from './contract';
import { type Candidates, DETECT_SIZE, type Networks } from './networks';
import { suppressOverlaps } from './overlap';
import { CHANNELS, cut, type Raster } from './raster';

export interface Detection {
  box: Box;
  score: number;
}

/** What the network must think of a face at least. */
const SCORE_FLOOR = 0.5;
const MOST_FACES = 100;
/** The network finds the same faces whether a picture was averaged down or merely sampled; sampling is three times as fast. */
const SPREAD = 4;

/** The square that the network sees, and where in it the picture lies. */
interface Letterbox {
  square: Float32Array;
  scale: number;
  left: number;
  top: number;
}

/**
 * Puts the picture into the upper left of the network's square, or with a black border of `margin` times its own size on
 * each side.
 */
function letterbox(raster: Raster, margin: number): Letterbox {
  const { width, height } = raster;
  const scale = DETECT_SIZE / (Math.max(width, height) * (1 + 2 * margin));
  const [left, top] = [Math.round(width * margin * scale), Math.round(height * margin * scale)];
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const square = new Float32Array(DETECT_SIZE * DETECT_SIZE * CHANNELS);
  const stride = DETECT_SIZE * CHANNELS;
  const target = { width: w, height: h, out: square, offset: top * stride + left * CHANNELS, stride };
  cut(raster, { a: 1 / scale, b: 0, tx: 0, ty: 0 }, target, SPREAD);
  return { square, scale, left, top };
}

function toDetections({ boxes, scores }: Candidates, { scale, left, top }: Letterbox, raster: Raster): Detection[] {
  const clip = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const detections: Detection[] = [];
  scores.forEach((score, i) => {
    if (score <= SCORE_FLOOR) return;
    const [t, l, b, r] = boxes.subarray(4 * i, 4 * i + 4);
    const x0 = clip((l * DETECT_SIZE - left) / scale, raster.width);
    const y0 = clip((t * DETECT_SIZE - top) / scale, raster.height);
    const x1 = clip((r * DETECT_SIZE - left) / scale, raster.width);
    const y1 = clip((b * DETECT_SIZE - top) / scale, raster.height);
    if (x1 - x0 >= 1 && y1 - y0 >= 1) detections.push({ box: { left: x0, top: y0, width: x1 - x0, height: y1 - y0 }, score });
  });
  return detections;
}

async function detectOnce(raster: Raster, networks: Networks, margin: number): Promise<Detection[]> {
  const seen = letterbox(raster, margin);
  const candidates = await networks.detect(seen.square);
  return suppressOverlaps(toDetections(candidates, seen, raster), MOST_FACES);
}

/**
 * Finds the faces of a picture, best first. The network was trained on faces with surroundings: where nothing is found,
 * it looks once more at the picture inside a border, which finds the faces of tight crops.
 */
export async function detectFaces(raster: Raster, networks: Networks): Promise<Detection[]> {
  const faces = await detectOnce(raster, networks, 0);
  return faces.length > 0 ? faces : detectOnce(raster, networks, 1);
}
