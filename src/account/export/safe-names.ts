import filenamify from 'filenamify';
import { PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER } from '../gallery-format';

const MAX_LENGTH = 60;
/** Names of other things in the zip, and names that operating systems use for themselves. */
const TAKEN = [PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER, '__MACOSX', 'Thumbs.db', 'desktop.ini'];

/** Names with the same key are the same name on some file systems, which ignore case or normalize accents. */
const keyOf = (name: string) => name.normalize('NFKC').toUpperCase().toLowerCase();

/** A readable name that every file system accepts, including those of Windows. */
const safeName = (name: string) =>
  filenamify(name.toWellFormed(), { replacement: '-', maxLength: MAX_LENGTH }).replace(/^[.\s]+/, '') || 'person';

/** Makes readable names for folders and files, no two of which are the same on any file system. */
export class SafeNames {
  private readonly taken = new Set(TAKEN.map(keyOf));
  private readonly counts = new Map<string, number>();

  /** Makes a name: the given one as far as possible, with a number if it is taken. */
  next(name: string): string {
    const base = safeName(name);
    for (let count = this.counts.get(keyOf(base)) ?? 1; ; count++) {
      const candidate = count === 1 ? base : `${base} ${count}`;
      if (this.taken.has(keyOf(candidate))) continue;
      this.taken.add(keyOf(candidate));
      this.counts.set(keyOf(base), count + 1);
      return candidate;
    }
  }
}
