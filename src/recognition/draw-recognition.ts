import path from 'node:path';
import { createCanvas, GlobalFonts, type SKRSContext2D } from 'canvas';
import { globSync } from 'glob';
import sharp from 'sharp';
import { labelOf } from './labels';
import type { Recognition, RecognizedFace } from './recognizer';

const JPEG_QUALITY = 88;
const COLOURS = { sure: '#198754', maybe: '#fd7e14', unknown: '#6c757d' };

// A bare machine has no fonts, and the app brings its own; scripts it has none for fall back to the machine's.
const FAMILY = 'Noto Sans';
const fonts = path.join(path.dirname(require.resolve('@fontsource/noto-sans/package.json')), 'files');
const families: string[] = [];

function loadFonts(): string {
  if (families.length === 0) {
    for (const file of globSync('*-600-normal.woff2', { cwd: fonts }).sort()) {
      const family = `${FAMILY} ${file}`;
      if (GlobalFonts.registerFromPath(path.join(fonts, file), family)) families.push(`"${family}"`);
    }
  }
  return [...families, 'sans-serif'].join(', ');
}

function drawFace(context: SKRSContext2D, { box, match }: RecognizedFace, size: number, width: number): void {
  const { left, top } = box;
  context.strokeStyle = context.fillStyle = COLOURS[match?.certainty ?? 'unknown'];
  context.lineWidth = size / 6;
  context.strokeRect(left, top, box.width, box.height);
  const label = labelOf(match);
  const padding = size / 3;
  const labelWidth = Math.min(context.measureText(label).width + 2 * padding, width);
  const labelHeight = size * 1.5;
  // Below the box, or inside its lower edge where the picture ends; never beyond the sides.
  const x = Math.min(left, width - labelWidth);
  const y = Math.min(top + box.height, context.canvas.height - labelHeight);
  context.fillRect(x, y, labelWidth, labelHeight);
  context.fillStyle = 'white';
  context.fillText(label, x + padding, y + size * 1.1, labelWidth - 2 * padding);
}

/**
 * The photo with a box and a name drawn at every face, as JPEG. The canvas gets raw pixels only: sharp has decoded them.
 * @param jpeg the recognition's stored photo
 */
export async function drawRecognition(jpeg: Uint8Array, { faces }: Recognition): Promise<Buffer> {
  const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const canvas = createCanvas(info.width, info.height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(info.width, info.height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  const size = Math.max(14, Math.max(info.width, info.height) / 50);
  context.font = `${size}px ${loadFonts()}`;
  for (const face of faces) drawFace(context, face, size, info.width);
  return canvas.encode('jpeg', JPEG_QUALITY);
}
