import type { ZipEntry } from './zip-file';

/** A file in a zip and where it lies there. */
export interface PlacedEntry {
  entry: ZipEntry;
  /** Its folders and its name, below a folder that holds everything. To be shown and compared, never used as a path. */
  place: readonly string[];
  leadsOut: boolean;
}

/** What systems put into folders unasked. */
const UNASKED = new Set(['__macosx', 'thumbs.db', 'desktop.ini']);
const isUnasked = (part: string) => part.startsWith('.') || UNASKED.has(part.toLowerCase());
const isPicture = (name = '') => /\.(jpe?g|png|webp)$/i.test(name);

function placeOf(entry: ZipEntry): PlacedEntry {
  const deps = entry.name.split('/');
  const leadsOut = deps.includes('..') || deps[0] === '' || /^[a-z]:/i.test(entry.name);
  return { entry, place: deps.filter((part) => part !== '' && part !== '.'), leadsOut };
}

/** Whether all lies in one folder that is no person's: it holds folders, and no photo next to them. */
function hasWrapper(places: ReadonlyArray<readonly string[]>): boolean {
  const [first] = places;
  if (!first || places.some((place) => place.length < 2 || place[0] !== first[0])) return false;
  return places.some((place) => place.length > 2) && !places.some((place) => place.length === 2 && isPicture(place[1]));
}

/** Where the files of a zip lie, without the folder that may be around them all, and without what nobody put there by hand. */
export function placeEntries(entries: readonly ZipEntry[]): PlacedEntry[] {
  const placed = entries
    .map(placeOf)
    .filter(({ place, leadsOut }) => leadsOut || (place.length > 0 && !place.some(isUnasked)));
  const within = placed.filter(({ leadsOut }) => !leadsOut);
  if (!hasWrapper(within.map(({ place }) => place))) return placed;
  return placed.map((each) => (each.leadsOut ? each : { ...each, place: each.place.slice(1) }));
}
