import type { Bucket } from '../events/event-counts';
import { formatDate } from '../web/pages/dates';

// A bar for each day, as numbers for the view's SVG.

export const CHART = { width: 720, height: 220, left: 44, right: 8, top: 14, bottom: 28 } as const;
/** How much of a day's width its bar leaves free. */
const GAP = 0.2;
/** The lowest bar that can be seen, in the chart's own pixels. */
const MIN_HEIGHT = 2;
const LINES = 4;

/** A chart, in the pixels of its view box. */
export interface DayChart {
  bars: ReadonlyArray<{ x: number; y: number; width: number; height: number; day: string; times: number }>;
  /** Lines across, with what they stand for. */
  lines: ReadonlyArray<{ y: number; label: string }>;
  days: ReadonlyArray<{ x: number; label: string; anchor: 'start' | 'middle' | 'end' }>;
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Finds a round number that is at least as high as the highest count, and can be cut into whole steps. */
export function topOf(highest: number): number {
  const steps = Math.max(1, Math.min(LINES, highest));
  const size = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, highest / steps))));
  const step = [1, 2, 3, 4, 5, 6, 8, 10]
    .map((each) => each * size)
    .find((each) => Number.isInteger(each) && each * steps >= highest);
  return (step ?? 10 * size) * steps;
}

/** Makes the chart of some days, the first one on the left. */
export function dayChart(days: readonly Bucket[]): DayChart {
  const { width, height, left, right, top, bottom } = CHART;
  const highest = topOf(Math.max(0, ...days.map(({ count }) => count)));
  const [inner, base] = [height - top - bottom, height - bottom];
  const dayWidth = (width - left - right) / Math.max(1, days.length);
  const bars = days.map(({ startsAt, count }, i) => {
    const tall = count === 0 ? 0 : Math.max(MIN_HEIGHT, (count / highest) * inner);
    return {
      x: rounded(left + (i + GAP / 2) * dayWidth),
      y: rounded(base - tall),
      width: rounded(dayWidth * (1 - GAP)),
      height: rounded(tall),
      day: formatDate(startsAt),
      times: count,
    };
  });
  const steps = Math.min(LINES, highest);
  const lines = Array.from({ length: steps + 1 }, (_, i) => ({
    y: rounded(base - (i / steps) * inner),
    label: ((i / steps) * highest).toLocaleString('en-US'),
  }));
  const labeled = (i: number, anchor: DayChart['days'][number]['anchor']) => {
    const bar = bars[i];
    const at = { start: 0, middle: 0.5, end: 1 }[anchor];
    return bar ? [{ x: rounded(bar.x + at * bar.width), label: bar.day, anchor }] : [];
  };
  const last = days.length - 1;
  return {
    bars: bars.filter(({ times }) => times > 0),
    lines,
    days: [
      ...labeled(0, 'start'),
      ...(last > 1 ? labeled(Math.floor(last / 2), 'middle') : []),
      ...(last > 0 ? labeled(last, 'end') : []),
    ],
  };
}
