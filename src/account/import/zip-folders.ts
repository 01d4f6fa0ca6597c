import { isSystemFolder, kindOf } from '../../browser/paths/file-kinds.js';
import type { ZipEntry } from './zip-directory';

/** A file in a zip and its path there. */
export interface PlacedEntry {
  entry: ZipEntry;
  /** Its folders and its name, without a folder that contains everything. To be shown and compared, never to be used as a path. */
  place: readonly string[];
  /** Whether its path points outside the zip. */
  leadsOut: boolean;
}

const isOfSystem = (place: readonly string[]) =>
  place.slice(0, -1).some(isSystemFolder) || /^(\..*|thumbs\.db|desktop\.ini)$/i.test(place.at(-1) ?? '.');

function placeOf(entry: ZipEntry): PlacedEntry {
  const parts = entry.name.split('/');
  const leadsOut = parts.includes('..') || parts[0] === '' || /^[a-z]:/i.test(entry.name);
  return { entry, place: parts.filter((part) => part !== '' && part !== '.'), leadsOut };
}

/** Whether everything is in one folder that isn't a person's: it contains folders, and no photos next to them. */
function hasWrapper(places: ReadonlyArray<readonly string[]>): boolean {
  const [first] = places;
  if (!first || places.some((place) => place.length < 2 || place[0] !== first[0])) return false;
  return (
    places.some((place) => place.length > 2) &&
    !places.some((place) => place.length === 2 && kindOf(place[1] ?? '') === 'photo')
  );
}

/** Finds the paths of a zip's files, without a folder that contains everything, and without the files of operating systems. */
export function placeEntries(entries: readonly ZipEntry[]): PlacedEntry[] {
  const placed = entries.map(placeOf).filter(({ place, leadsOut }) => leadsOut || !isOfSystem(place));
  const within = placed.filter(({ leadsOut }) => !leadsOut);
  if (!hasWrapper(within.map(({ place }) => place))) return placed;
  return placed.map((each) => (each.leadsOut ? each : { ...each, place: each.place.slice(1) }));
}
