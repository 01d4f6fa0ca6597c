import { keepingText } from '../recognition/keeping';
import type { Holdings } from './accounts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size as a person reads it: "3.4 MB". */
export function shownSize(bytes: number): string {
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** What a page shows of what is kept. */
export const presentHoldings = ({ bytes, ...counts }: Holdings) => ({
  ...counts,
  size: shownSize(bytes),
  isEmpty: Object.values(counts).every((count) => count === 0),
});

export const presentKeeping = (hours: number) => ({ resultsKept: keepingText(hours) });
