import { labeledFaces } from './face-labels';
import type { IdentifiedFace } from './identified-face';
import { type Label, placeLabels } from './label-places';
import { directionOf } from './label-text';
import { PLATE } from './label-wordings';

/** A face's label for one width of the photo on the screen. Lengths are in pixels of the photo. */
export interface LabelView {
  /** For which width: the style sheet shows one layout of the three. */
  layout: 'narrow' | 'medium' | 'wide';
  /** The size of the text. */
  size: number;
  text: string;
  direction: 'ltr' | 'rtl';
  left: number;
  top: number;
  width: number;
  height: number;
  /** The middle of the text, its baseline, and how wide it is drawn, so that it fits its plate in any font. */
  middle: number;
  baseline: number;
  textWidth: number;
  line: Label['line'];
}

/**
 * The photo's width and height in ems of its labels. With 25, text is 11 pixels large where the photo is 280 pixels wide, as on the smallest
 * phone, and grows with the photo until the style sheet takes the next layout (styles/72-labels.css). A tall photo is shown narrower than
 * the page, as high as the window allows: there its height counts.
 */
const LAYOUTS = [
  ['narrow', 25, 29],
  ['medium', 38, 40],
  ['wide', 60, 46],
] as const;
/** However tall a photo is, its labels have room for a few letters. */
const MIN_ACROSS = 5;

const BASELINE = 1.08;
const rounded = (length: number) => Math.round(length * 10) / 10;

/** Prepares the labels of a photo's faces: for each face, one for each layout that has room for it. */
export async function presentLabels(
  faces: readonly IdentifiedFace[],
  { width, height }: { width: number; height: number },
): Promise<LabelView[][]> {
  const labeled = labeledFaces(faces, String);
  const layouts: Array<Array<LabelView | null>> = [];
  for (const [layout, across, down] of LAYOUTS) {
    const size = Math.min(Math.max(width / across, height / down), width / MIN_ACROSS, height / PLATE.height);
    const placed = await placeLabels(labeled, { width, height, size });
    layouts.push(placed.map((label) => label && present(layout, size, label)));
  }
  return faces.map((_, i) => layouts.flatMap((labels) => labels[i] ?? []));
}

function present(layout: LabelView['layout'], size: number, { text, line, ...place }: Label): LabelView {
  return {
    layout,
    size: rounded(size),
    text,
    direction: directionOf(text),
    left: rounded(place.left),
    top: rounded(place.top),
    width: rounded(place.width),
    height: rounded(place.height),
    middle: rounded(place.left + place.width / 2),
    baseline: rounded(place.top + BASELINE * size),
    textWidth: rounded(place.width - 2 * PLATE.padding * size),
    line: line && {
      x1: rounded(line.x1),
      y1: rounded(line.y1),
      x2: rounded(line.x2),
      y2: rounded(line.y2),
    },
  };
}
