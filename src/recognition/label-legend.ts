import { shorten, widthOf } from './label-text';

/** A line of the legend below a drawn photo: which number stands for whom. Lengths are in ems. */
interface Entry {
  text: string;
  left: number;
  /** From 0. */
  line: number;
  width: number;
}

/** What is written below a photo where numbers stand for names. */
export interface Legend {
  entries: Entry[];
  lines: number;
}

const GAP = 1.2;
const MARGIN = 0.6;

/**
 * Sets the names that had no room on a photo below it, several in a line.
 * @param names the faces' numbers with their names
 * @param width of the photo, in ems
 * @param maxLines more names are left out, with an ellipsis instead
 */
export function setLegend(
  names: ReadonlyArray<{ number: number; text: string; tail: string }>,
  width: number,
  maxLines = Number.POSITIVE_INFINITY,
): Legend {
  const room = width - 2 * MARGIN;
  const entries: Entry[] = [];
  let [left, line] = [MARGIN, 0];
  for (const { number, text, tail } of names) {
    const said = shorten(`${number} ${text}`, tail, room) ?? `${number}${tail}`;
    const length = Math.min(widthOf(said), room);
    if (left > MARGIN && left + length > width - MARGIN) [left, line] = [MARGIN, line + 1];
    if (line >= maxLines) {
      entries.push({ text: '…', left: MARGIN, line, width: room });
      break;
    }
    entries.push({ text: said, left, line, width: length });
    left += length + GAP;
  }
  return { entries, lines: entries.length > 0 ? line + 1 : 0 };
}
