import path from 'node:path';
import type { SKRSContext2D } from 'canvas';
import { globSync } from 'glob';
import sharp from 'sharp';
import { labelOf } from './find-matches';
import type { IdentifiedFace } from './identifier';
import type { Recognition } from './recognizer';

const JPEG_QUALITY = 88;
const COLORS = { confirmed: '#198754', sure: '#198754', maybe: '#fd7e14', unknown: '#6c757d', ignored: '#ffffff99' };

// The app brings its fonts, as a bare machine has none. Scripts that they don't cover fall back to the machine's.
const FAMILY = 'Noto Sans';
const fonts = path.join(path.dirname(require.resolve('@fontsource/noto-sans/package.json')), 'files');

// Loaded for the first picture: it takes 20 MB, and many installations never draw one.
const loadCanvas = () => require('canvas') as typeof import('canvas');

/**
 * Registers the fonts with Skia. Its registry is global to the process, so another app in it may have registered them already.
 * @returns their families, as a CSS list
 */
function registerFonts(): string {
  const { GlobalFonts } = loadCanvas();
  const families: string[] = [];
  for (const file of globSync('*-600-normal.woff2', { cwd: fonts }).sort()) {
    const family = `${FAMILY} ${file}`;
    if (GlobalFonts.has(family) || GlobalFonts.registerFromPath(path.join(fonts, file), family))
      families.push(`"${family}"`);
  }
  return [...families, 'sans-serif'].join(', ');
}

function drawFace(context: SKRSContext2D, face: IdentifiedFace, size: number, width: number): void {
  const { match, ignored } = face;
  if (ignored === 'nonface') return;
  const { box } = face.face;
  const { left, top } = box;
  context.strokeStyle = context.fillStyle = COLORS[ignored ?? match?.certainty ?? 'unknown'];
  context.lineWidth = ignored ? size / 12 : size / 6;
  context.strokeRect(left, top, box.width, box.height);
  const label = labelOf(face);
  if (label === '') return;
  const padding = size / 3;
  const labelWidth = Math.min(context.measureText(label).width + 2 * padding, width);
  const labelHeight = size * 1.5;
  // The label stands below the box, or inside it at the bottom of the picture, and never beyond the sides.
  const x = Math.min(left, width - labelWidth);
  const y = Math.min(top + box.height, context.canvas.height - labelHeight);
  context.fillRect(x, y, labelWidth, labelHeight);
  context.fillStyle = 'white';
  context.fillText(label, x + padding, y + size * 1.1, labelWidth - 2 * padding);
}

/** Draws boxes and names on photos. */
export class RecognitionDrawer {
  /** The registered font families; undefined until the first picture. */
  private families: string | undefined;

  /**
   * Draws a box and a label at every face of a photo. The canvas only draws a transparent overlay; sharp decodes, composes and
   * encodes away from the event loop.
   * @param jpeg the recognition's stored photo
   * @returns a JPEG
   */
  async draw(jpeg: Uint8Array, { faces, width, height }: Recognition): Promise<Buffer> {
    const canvas = loadCanvas().createCanvas(width, height);
    const context = canvas.getContext('2d');
    const size = Math.max(14, Math.max(width, height) / 50);
    this.families ??= registerFonts();
    context.font = `${size}px ${this.families}`;
    for (const face of faces) drawFace(context, face, size, width);
    // A canvas' raw pixels are premultiplied with their opacity.
    const overlay = {
      input: canvas.data(),
      raw: { width, height, channels: 4 as const, premultiplied: true },
      premultiplied: true,
    };
    return sharp(jpeg).composite([overlay]).jpeg({ quality: JPEG_QUALITY, optimiseCoding: false }).toBuffer();
  }
}
