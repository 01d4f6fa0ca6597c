import sharp from 'sharp';
import type { Box } from './contract';
import { type Candidates, DETECT_SIZE, type Networks } from './networks';
import { suppressOverlaps } from './overlap';
import { CHANNELS, type Raster } from './raster';

export interface Detection {
  box: Box;
  score: number;
}

/** What the network must think of a face at least. */
const SCORE_FLOOR = 0.5;
const MOST_FACES = 100;

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
async function letterbox({ data, width, height }: Raster, margin: number): Promise<Letterbox> {
  const scale = DETECT_SIZE / (Math.max(width, height) * (1 + 2 * margin));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const [left, top] = [Math.round(width * margin * scale), Math.round(height * margin * scale)];
  const pixels = await sharp(data, { raw: { width, height, channels: CHANNELS } })
    .resize({ width: w, height: h, fit: 'fill', kernel: 'linear' })
    .extend({ left, top, right: DETECT_SIZE - left - w, bottom: DETECT_SIZE - top - h, background: 'black' })
    .raw()
    .toBuffer();
  return { square: Float32Array.from(pixels), scale, left, top };
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
  const seen = await letterbox(raster, margin);
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
