import { inTurns } from '../concurrency/turns';
import type { Box } from '../engine/contract';
import { areaOf, bottom, clamp, distanceOf, right, sharedArea } from './label-geometry';
import { type Labeled, PLATE, type Surface, type Wording, wordingsOf } from './label-wordings';

/** A label on a photo: a plate with a text. Lengths are in pixels of the photo. */
export interface Label extends Box {
  text: string;
  /** Whether it shows the number. */
  isNumber: boolean;
  /** A line that joins it to its face, if it stands apart or nearer to another one. */
  line: { x1: number; y1: number; x2: number; y2: number } | null;
}

const ROWS = 4;
/** How many faces near a label count. A crowd has some dozens near each; a made-up result may have hundreds at one place. */
const MAX_NEAR = 60;
/** At first, a label is hardly wider than its face, so that the others find a place. Then it grows if there is room. */
const FIRST_WIDTH = { faces: 1.2, ems: 4.5 };
/** What speaks against a place. */
const COSTS = { coversFace: 12, coversOwn: 5, apart: 0.8, offCenter: 0.1, above: 0.2 };

/** The places around a face where a plate may stand, within the photo. */
function placesAround(box: Box, width: number, height: number, photo: Surface): Box[] {
  const step = height + PLATE.gap * photo.size;
  const center = box.left + (box.width - width) / 2;
  const rows = Array.from({ length: ROWS }, (_, i) => [bottom(box) + i * step, box.top - height - i * step]).flat();
  const columns = [center, box.left, right(box) - width, right(box), box.left - width];
  const inside = [bottom(box) - height, box.top];
  return [...rows, ...inside].flatMap((top) =>
    columns.map((left) => ({
      left: clamp(left, 0, photo.width - width),
      top: clamp(top, 0, photo.height - height),
      width,
      height,
    })),
  );
}

/** What speaks against a place by itself, beside what is left out of the text and what it covers. */
function ownCost(place: Box, own: Box, size: number): number {
  const away = Math.abs(place.left + place.width / 2 - own.left - own.width / 2) / size;
  return (
    COSTS.coversOwn * (sharedArea(place, own) / areaOf(own)) +
    COSTS.apart * (distanceOf(place, own) / size) +
    COSTS.offCenter * away +
    (place.top < own.top ? COSTS.above : 0)
  );
}

const coverCost = (place: Box, others: readonly Box[]) =>
  COSTS.coversFace * others.reduce((sum, each) => sum + sharedArea(place, each) / areaOf(each), 0);

/** Joins a label to its face where it doesn't touch it. */
function lineBetween(label: Box, own: Box, others: readonly Box[]): Label['line'] {
  const distance = distanceOf(label, own);
  if (distance === 0) return null;
  const isNearest = others.every((each) => distanceOf(label, each) > distance);
  if (isNearest && distance < label.height / 4) return null;
  const middle = (from: number, to: number, start: number, end: number) =>
    Math.max(from, start) < Math.min(to, end) ? (Math.max(from, start) + Math.min(to, end)) / 2 : undefined;
  const x = middle(label.left, right(label), own.left, right(own));
  const y = middle(label.top, bottom(label), own.top, bottom(own));
  return {
    x1: x ?? clamp(own.left, label.left, right(label)),
    y1: y ?? clamp(own.top, label.top, bottom(label)),
    x2: x ?? clamp(label.left, own.left, right(own)),
    y2: y ?? clamp(label.top, own.top, bottom(own)),
  };
}

/** A face with what its label may say. */
interface Wanted {
  face: Labeled;
  wordings: readonly Wording[];
}

/** Finds the best label for one face beside those that stand already. */
function placeOne(
  { box }: Labeled,
  wordings: readonly Wording[],
  others: readonly Box[],
  taken: readonly Box[],
  photo: Surface,
): Label | null {
  const height = PLATE.height * photo.size;
  const gap = PLATE.gap * photo.size;
  let best: { cost: number; place: Box; wording: Wording } | undefined;
  for (const wording of wordings) {
    if (wording.width > photo.width || height > photo.height) continue;
    if (best && wording.cost >= best.cost) continue;
    const reach = wording.width + ROWS * (height + gap);
    const isNear = (each: Box) => distanceOf(each, box) <= reach;
    const [nearFaces, nearLabels] = [others.filter(isNear).slice(0, MAX_NEAR), taken.filter(isNear)];
    for (const place of placesAround(box, wording.width, height, photo)) {
      const alone = wording.cost + ownCost(place, box, photo.size);
      if (best && alone >= best.cost) continue;
      const cost = alone + coverCost(place, nearFaces);
      if (best && cost >= best.cost) continue;
      if (nearLabels.every((each) => distanceOf(place, each) >= gap)) best = { cost, place, wording };
    }
  }
  if (!best) return null;
  const { text, isNumber } = best.wording;
  return { ...best.place, text, isNumber, line: lineBetween(best.place, box, others) };
}

/** Places each label beside those that stand already, again if it is one of them. @param isOpen which wordings it may have */
async function placeAll(
  faces: readonly Labeled[],
  order: readonly Wanted[],
  standing: ReadonlyMap<Labeled, Label | null>,
  photo: Surface,
  isOpen: (wording: Wording, face: Labeled) => boolean,
): Promise<Map<Labeled, Label | null>> {
  const labels = new Map(standing);
  for await (const { face, wordings } of inTurns(order)) {
    const others = faces.flatMap((each) => (each === face ? [] : [each.box]));
    labels.delete(face);
    const taken = [...labels.values()].filter((each) => each !== null);
    const open = wordings.filter((each) => isOpen(each, face));
    labels.set(face, placeOne(face, open, others, taken, photo));
  }
  return labels;
}

/**
 * Finds places for the labels of a photo's faces. No two labels overlap, each lies within the photo, and each touches its face or is joined
 * to it by a line. A name is whole if there is room, else shortened, else replaced by the face's number. Names are placed before what isn't one.
 * Gives others their turn in between.
 * @returns the labels in the order of the faces; null for a face without a label, and where there isn't even room for a number
 */
export async function placeLabels(faces: readonly Labeled[], photo: Surface): Promise<Array<Label | null>> {
  const order: Wanted[] = [];
  const labeled = faces.filter(({ text }) => text !== '');
  for await (const face of inTurns(labeled.sort((one, other) => Number(other.isName) - Number(one.isName))))
    order.push({ face, wordings: wordingsOf(face, photo) });
  const isNarrow = ({ width, isNumber }: Wording, { box }: Labeled) =>
    isNumber || width <= Math.max(FIRST_WIDTH.faces * box.width, FIRST_WIDTH.ems * photo.size);
  let labels = await placeAll(faces, order, new Map(), photo, isNarrow);
  if ([...labels.values()].includes(null))
    labels = await placeAll(faces, order, new Map(), photo, ({ isNumber }) => isNumber);
  labels = await placeAll(faces, order, labels, photo, () => true);
  return faces.map((face) => labels.get(face) ?? null);
}
