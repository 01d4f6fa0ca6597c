import { type Departure, nameAfter } from '../gallery/departures';
import { formatHours } from '../recognition/keeping';
import type { Usage } from '../storage/storage-quota';
import { MEGABYTE } from '../units';
import type { AccountContents } from './accounts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size in words, such as "3.4 MB". */
export function formatSize(bytes: number): string {
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** Prepares what a gallery contains for a page. */
export const presentContents = ({ bytes, ...counts }: AccountContents) => ({
  ...counts,
  size: formatSize(bytes),
  isEmpty: Object.values(counts).every((count) => count === 0),
});

/** Prepares what is used of the storage of a gallery's owner for a page. */
export const presentUsage = ({ bytes, megabytes, folders }: Usage) => ({
  used: formatSize(bytes),
  room: formatSize(megabytes * MEGABYTE),
  isOneOfSeveral: folders > 1,
  hasRoom: bytes < megabytes * MEGABYTE,
});

/** Prepares how long results are kept for a page. */
export const presentKeeping = (hours: number) => ({ resultsKept: formatHours(hours) });

/** Prepares what becomes of a user's galleries when their account is deleted. */
export function presentDepartures(departures: readonly Departure[], user: { id: number; displayName: string }) {
  return {
    /** Whether there are others than a gallery of one's own. */
    isTold: departures.length > 1 || departures.some(({ successor }) => successor),
    kept: departures.flatMap(({ gallery, successor, passesOn }) =>
      successor
        ? [{ name: gallery.name, after: nameAfter(gallery, user), owner: passesOn ? successor.displayName : null }]
        : [],
    ),
  };
}
