import filenamify from 'filenamify';
import { PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER } from '../gallery-format';

const MAX_LENGTH = 60;
/** What else is in the zip, and what systems take for their own. */
const TAKEN = [PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER, '__MACOSX', 'Thumbs.db', 'desktop.ini'];

/** Two names with one key are one name somewhere: on systems that don't tell case apart, or ways of writing an accent. */
const keyOf = (name: string) => name.normalize('NFKC').toUpperCase().toLowerCase();

/** A name that every file system takes, Windows' too, still readable. */
const safeName = (name: string) =>
  filenamify(name.toWellFormed(), { replacement: '-', maxLength: MAX_LENGTH }).replace(/^[.\s]+/, '') || 'person';

/** Gives folders readable names of which no two are alike. */
export class SafeNames {
  private readonly taken = new Set(TAKEN.map(keyOf));
  private readonly counts = new Map<string, number>();

  /** A name for a folder: the person's own as far as possible, with a number where another one has it. */
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
