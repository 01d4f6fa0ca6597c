import type { Box } from '../engine/contract';
import { shorten, widthOf } from './label-text';

/** A face that wants a label. */
export interface Labeled {
  /** Where it is, in pixels of the photo. */
  box: Box;
  /** Its number in the photo, which stands for the name where there is no room for it. */
  number: number;
  /** The name, or what is said instead. Empty: the face gets no label. */
  text: string;
  /** What is never left out behind the text: the question mark of a question. */
  tail: string;
  /** Whether the text may be shortened. Otherwise it is whole, or the number stands for it. */
  isName: boolean;
}

/** A photo that is labeled, and the size of its labels' text in its pixels. */
export interface Surface {
  width: number;
  height: number;
  size: number;
}

/** In ems of the labels' text. */
export const PLATE = { height: 1.5, padding: 0.35, gap: 0.1 };
/** The widths that names are shortened to, in ems of text. A wider one would hide the photo. */
const LIMITS = [20, 9, 6, 4.5, 3.2];
/** What speaks against saying less than the name. */
const COSTS = { lostName: 4, number: 5 };

/** What a label may say. */
export interface Wording {
  text: string;
  width: number;
  cost: number;
  isNumber: boolean;
}

/** What a label may say, from the whole name to the number. */
export function wordingsOf({ text, tail, number, isName }: Labeled, { width, size }: Surface): Wording[] {
  const room = width / size - 2 * PLATE.padding;
  const whole = widthOf(text + tail);
  const limits = isName ? LIMITS.map((limit) => Math.min(limit, room)) : [room];
  const texts = limits.flatMap((limit) => (isName || whole <= limit ? (shorten(text, tail, limit) ?? []) : []));
  const plateWidth = (each: string) => (widthOf(each) + 2 * PLATE.padding) * size;
  const names = [...new Set(texts)].map((each) => {
    const cost = COSTS.lostName * Math.max(0, 1 - widthOf(each) / whole);
    return { text: each, width: plateWidth(each), cost, isNumber: false };
  });
  const figure = `${number}${tail}`;
  return [...names, { text: figure, width: plateWidth(figure), cost: COSTS.number, isNumber: true }];
}
