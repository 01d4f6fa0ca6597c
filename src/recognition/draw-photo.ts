import type { SKRSContext2D } from 'canvas';
import sharp from 'sharp';
import type { Box } from '../engine/contract';
import { type LabeledFace, labeledFaces } from './face-labels';
import { drawable } from './label-fonts';
import { type Legend, setLegend } from './label-legend';
import { type Label, placeLabels } from './label-places';
import { directionOf } from './label-text';
import { PLATE, type Surface } from './label-wordings';

const JPEG_QUALITY = 88;
const COLORS = { confirmed: '#198754', sure: '#198754', maybe: '#fd7e14', unknown: '#6c757d', ignored: '#ced4da' };
const TEXT_COLORS = { confirmed: 'white', sure: 'white', maybe: 'black', unknown: 'white', ignored: 'black' };
const WEIGHT = 600;

/** A smaller photo is drawn larger, as it has no room for names. In pixels of the longer side. */
const MIN_SIDE = 640;
/** How many ems of a label's text go into the side of a square as large as the photo. */
const EMS = 32;
const MIN_SIZE = 14;
/** In ems. */
const BASELINE = 1.08;
const LEGEND_LINE = 1.7;
/** How much higher than the photo its legend may be: a canvas takes four bytes a pixel. */
const MAX_LEGEND = 3;

// Loaded for the first picture: it takes 20 MB, and many installations never draw one.
const loadCanvas = () => require('canvas') as typeof import('canvas');

/**
 * Sets the fonts that a text needs. Skia's registry of fonts is global to the process, so another app in it may have registered them already.
 * Scripts that the app's fonts don't cover fall back to the machine's.
 * @returns the text as it can be drawn
 */
function setFont(context: SKRSContext2D, text: string, size: number): string {
  const { GlobalFonts } = loadCanvas();
  const { text: drawn, fonts } = drawable(text);
  for (const { path, family } of fonts) if (!GlobalFonts.has(family)) GlobalFonts.registerFromPath(path, family);
  const families = [...fonts.map(({ family }) => `"${family}"`), 'sans-serif'].join(', ');
  context.font = `${WEIGHT} ${size}px ${families}`;
  context.fontVariationSettings = `"wght" ${WEIGHT}`;
  return drawn;
}

const scaled = ({ left, top, width, height }: Box, scale: number): Box => ({
  left: left * scale,
  top: top * scale,
  width: width * scale,
  height: height * scale,
});

type Certainty = keyof typeof COLORS;
const certaintyOf = ({ match, ignored }: LabeledFace): Certainty =>
  ignored ? 'ignored' : (match?.certainty ?? 'unknown');

/** Draws a face's box: in its color, on a dark line, so that it is seen on any photo; a thin line for somebody who is ignored. */
function drawBox(context: SKRSContext2D, { left, top, width, height }: Box, certainty: Certainty, ems: number): void {
  const size = certainty === 'ignored' ? ems / 3 : ems;
  for (const [color, line] of [
    ['rgb(0 0 0 / 50%)', size / 5],
    [COLORS[certainty], size / 8],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = line;
    context.strokeRect(left, top, width, height);
  }
}

/** Draws the line from a label to its face, if there is one. */
function drawLine(context: SKRSContext2D, { line }: Label, certainty: Certainty, size: number): void {
  if (!line) return;
  context.strokeStyle = COLORS[certainty];
  context.lineWidth = size / 8;
  context.beginPath();
  context.moveTo(line.x1, line.y1);
  context.lineTo(line.x2, line.y2);
  context.stroke();
}

function drawLabel(context: SKRSContext2D, label: Label, certainty: Certainty, size: number): void {
  context.fillStyle = COLORS[certainty];
  context.fillRect(label.left, label.top, label.width, label.height);
  context.fillStyle = TEXT_COLORS[certainty];
  context.textAlign = 'center';
  context.direction = directionOf(label.text);
  const text = setFont(context, label.text, size);
  const room = label.width - 2 * PLATE.padding * size;
  context.fillText(text, label.left + label.width / 2, label.top + BASELINE * size, room);
}

/** Writes which number stands for whom, below a photo. */
function drawLegend(context: SKRSContext2D, { entries }: Legend, top: number, size: number): void {
  context.fillStyle = 'black';
  context.textAlign = 'left';
  context.direction = 'ltr';
  for (const { text, left, line, width } of entries) {
    const drawn = setFont(context, text, size);
    context.fillText(drawn, left * size, top + (line + 0.85) * LEGEND_LINE * size, width * size);
  }
}

/** Plans a photo's labels and its legend. A number is a label only where the legend explains it. */
async function plan(faces: readonly LabeledFace[], scale: number, photo: Surface) {
  const labeled = labeledFaces(faces, () => '').map((face) => ({ ...face, box: scaled(face.box, scale) }));
  const placed = await placeLabels(labeled, photo);
  const legend = setLegend(
    labeled.filter(({ isName }, i) => isName && placed[i]?.isNumber !== false),
    photo.width / photo.size,
    (MAX_LEGEND * photo.height) / (LEGEND_LINE * photo.size),
  );
  const drawn = faces.map((face, i) => {
    const { box, isName = false } = labeled[i] ?? {};
    const label = placed[i]?.isNumber && !isName ? null : placed[i];
    return { box: box ?? face.face.box, label, certainty: certaintyOf(face) };
  });
  return { drawn, legend };
}

/** A photo whose faces are drawn. */
export interface DrawnPhoto {
  /** A recognition's stored photo. */
  jpeg: Uint8Array;
  /** In pixels, like the height. */
  width: number;
  height: number;
  faces: readonly LabeledFace[];
}

/**
 * Draws a box and a label at every face of a photo. Names that have no room are written below it, by number. The canvas only draws a
 * transparent overlay, which sharp puts on the photo.
 * @returns a JPEG
 */
export async function drawPhoto({ jpeg, faces, ...photo }: DrawnPhoto): Promise<Uint8Array> {
  const scale = Math.max(1, MIN_SIDE / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  const size = Math.min(Math.max(MIN_SIZE, Math.sqrt(width * height) / EMS), height / PLATE.height);
  const shown = faces.filter(({ ignored }) => ignored !== 'nonface');
  const { drawn, legend } = await plan(shown, scale, { width, height, size });
  const below = legend.lines === 0 ? 0 : Math.ceil((legend.lines + 0.3) * LEGEND_LINE * size);
  const canvas = loadCanvas().createCanvas(width, height + below);
  const context = canvas.getContext('2d');
  for (const { box, certainty } of drawn) drawBox(context, box, certainty, size);
  for (const { label, certainty } of drawn) if (label) drawLine(context, label, certainty, size);
  for (const { label, certainty } of drawn) if (label) drawLabel(context, label, certainty, size);
  drawLegend(context, legend, height, size);
  // A canvas' raw pixels are premultiplied with their opacity.
  const overlay = {
    input: canvas.data(),
    raw: { width, height: height + below, channels: 4 as const, premultiplied: true },
    premultiplied: true,
  };
  return sharp(jpeg)
    .resize(width, height, { fit: 'fill' })
    .extend({ bottom: below, background: 'white' })
    .composite([overlay])
    .jpeg({ quality: JPEG_QUALITY, optimiseCoding: false })
    .toBuffer();
}
