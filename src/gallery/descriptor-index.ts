import { Turns } from '../concurrency/turns';
import { mostAround, NearestRows, squareWithin } from './nearest';
import { loadRows, rowsAtOnce, searchRows } from './squares';
import { type GallerySize, WELL_KNOWN } from './thresholds';

/** A person as the index and its hits name them. */
export interface IndexedPerson {
  id: number;
  /** The random id in the person's address. */
  handle: string;
  name: string;
}

/** A person near a face. */
export interface Hit {
  person: IndexedPerson;
  /** The distance between the face and the mean of the person's descriptors. */
  distance: number;
  /** How many photos the mean is of. */
  photos: number;
}

/** Whose mean a row is, and of how many photos. */
interface Entry {
  person: IndexedPerson;
  photos: number;
}

/** 1 for a person with few photos, and 0 for any other, or none. */
const countFew = (entry: Pick<Entry, 'photos'> | undefined) => (entry && entry.photos < WELL_KNOWN ? 1 : 0);

/** One face's part of a search. */
interface Search {
  face: Float32Array;
  found: NearestRows<Entry>;
}

/**
 * Everyone's mean descriptors in one contiguous array. A search compares every row, so it is exact, and no approximate index is
 * faster below some 300,000 rows.
 */
export class DescriptorIndex {
  private people: Entry[] = [];
  private few = 0;
  private readonly rows = new Map<number, number>();
  private means = new Float32Array(0);
  private changed = 0;

  /** @param length how many floats each descriptor has: a multiple of 64 */
  constructor(private readonly length: number) {}

  /** The number of people. */
  get size(): number {
    return this.people.length;
  }

  /** How many people there are, and how many of them have few photos. */
  get counts(): GallerySize {
    return { people: this.size, fewPhotos: this.few };
  }

  /** The ids of everyone in the index. */
  ids(): number[] {
    return [...this.rows.keys()];
  }

  /** A counter that every change raises: what was computed from the index holds while it stays the same. */
  get changes(): number {
    return this.changed;
  }

  /** The memory that the index takes up, in bytes. */
  get bytes(): number {
    return this.means.byteLength;
  }

  /** Adds a person, or replaces their name and mean. @param photos how many the mean is of */
  set(person: IndexedPerson, mean: Float32Array, photos: number): void {
    const row = this.rows.get(person.id) ?? this.people.length;
    this.reserve(row + 1);
    this.few += countFew({ photos }) - countFew(this.people[row]);
    this.people[row] = { person, photos };
    this.rows.set(person.id, row);
    this.means.set(mean, row * this.length);
    this.changed++;
  }

  /** Removes a person, if they are there. */
  delete(id: number): void {
    const row = this.rows.get(id);
    const moved = this.people.at(-1);
    if (row === undefined || !moved) return;
    // The last row fills the gap, so that the array stays contiguous.
    const last = this.people.length - 1;
    this.means.copyWithin(row * this.length, last * this.length, (last + 1) * this.length);
    this.few -= countFew(this.people[row]);
    this.people[row] = moved;
    this.people.pop();
    this.rows.set(moved.person.id, row);
    this.rows.delete(id);
    this.changed++;
  }

  /** The distance between a face and a person's mean; undefined when the index doesn't have the person. */
  distanceTo(id: number, face: Float32Array): number | undefined {
    const row = this.rows.get(id);
    return row === undefined
      ? undefined
      : Math.sqrt(squareWithin(face, this.means, row * this.length, Number.POSITIVE_INFINITY));
  }

  /** A person's mean, and of how many photos it is; undefined when the index doesn't have the person. */
  meanOf(id: number): { mean: Float32Array; photos: number } | undefined {
    const row = this.rows.get(id);
    const entry = row === undefined ? undefined : this.people[row];
    if (row === undefined || !entry) return undefined;
    return { mean: this.means.slice(row * this.length, (row + 1) * this.length), photos: entry.photos };
  }

  /** Makes room for this many rows. Doubles the array when it is full, so that adding stays cheap. */
  private reserve(rows: number): void {
    const needed = rows * this.length;
    if (needed <= this.means.length) return;
    const grown = new Float32Array(Math.max(needed, 2 * this.means.length));
    grown.set(this.means);
    this.means = grown;
  }

  /** Finds everyone within `radius` of each face, at most the `mostAround` nearest. @returns a list for each face, the nearest person first */
  within(faces: readonly Float32Array[], radius: number): Promise<Hit[][]> {
    return this.nearest(faces, radius, 0);
  }

  /**
   * Finds everyone within `radius` of each face, and the `min` nearest people even when they are farther away; no more than the
   * `mostAround` nearest. Gives others their turn in between, and starts again when the index changes meanwhile.
   * @returns a list for each face, the nearest person first
   */
  async nearest(faces: readonly Float32Array[], radius: number, min: number): Promise<Hit[][]> {
    const turns = new Turns();
    for (;;) {
      const max = mostAround(faces.length);
      const searches = faces.map((face): Search => ({ face, found: new NearestRows(radius, min, max) }));
      if (!(await this.searchAll(searches, turns))) continue;
      const hits: Hit[][] = [];
      for (const { found } of searches) {
        if (turns.isOver) await turns.next();
        hits.push(found.sorted().map(({ item, distance }) => ({ ...item, distance })));
      }
      return hits;
    }
  }

  /** Compares all rows with all faces. @returns false when the index has changed meanwhile */
  private async searchAll(searches: readonly Search[], turns: Turns): Promise<boolean> {
    const { changes, length } = this;
    const most = rowsAtOnce(length);
    for (let from = 0; from < this.people.length; from += most) {
      const count = Math.min(most, this.people.length - from);
      const rows = this.means.subarray(from * length, (from + count) * length);
      loadRows(rows);
      for (const { face, found } of searches) {
        // The cast says what `from` and `count` ensure: every row has a person. `reach` shrinks while rows are found.
        searchRows(face, count, found.reach, (row) => {
          const square = squareWithin(face, rows, row * length, found.reach);
          if (square <= found.reach) found.add(this.people[from + row] as Entry, square);
        });
        if (!turns.isOver) continue;
        await turns.next();
        if (this.changed !== changes) return false;
        loadRows(rows);
      }
    }
    return true;
  }
}
