import { setImmediate } from 'node:timers/promises';
import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';
import { NearestRows, squareWithin } from './nearest';

export interface IndexedPerson {
  id: number;
  /** As it stands in the person's address. */
  handle: string;
  name: string;
}

/** A person within reach of a face. */
export interface Hit {
  person: IndexedPerson;
  distance: number;
}

/** Rows compared with one face before other work gets its turn: about a millisecond. */
const ROWS_AT_ONCE = 8192;
/** The same for many faces: fewer would be more waiting than work. */
const MIN_ROWS_AT_ONCE = 256;

/**
 * People's mean descriptors in one contiguous array, searched exactly: every row is compared, which no index beats below
 * some 300,000 rows.
 */
export class DescriptorIndex {
  private people: IndexedPerson[] = [];
  private readonly rows = new Map<number, number>();
  private means = new Float32Array(0);
  private changed = 0;

  get size(): number {
    return this.people.length;
  }

  /** Everybody in it, by id. */
  ids(): number[] {
    return [...this.rows.keys()];
  }

  /** Grows with every change: what was computed from the index holds as long as it stays. */
  get changes(): number {
    return this.changed;
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.means.byteLength;
  }

  /** Adds a person, or gives one another name or mean. */
  set(person: IndexedPerson, mean: Float32Array): void {
    const row = this.rows.get(person.id) ?? this.people.length;
    this.reserve(row + 1);
    this.people[row] = person;
    this.rows.set(person.id, row);
    this.means.set(mean, row * DESCRIPTOR_LENGTH);
    this.changed++;
  }

  /** Removes a person; one who isn't there is no error. */
  delete(id: number): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    // The last row fills the gap, so that the array stays contiguous.
    const last = this.people.length - 1;
    const moved = this.people[last];
    this.means.copyWithin(row * DESCRIPTOR_LENGTH, last * DESCRIPTOR_LENGTH, (last + 1) * DESCRIPTOR_LENGTH);
    this.people[row] = moved;
    this.people.pop();
    this.rows.set(moved.id, row);
    this.rows.delete(id);
    this.changed++;
  }

  /** How far a face is from a person's mean; undefined when the person isn't there. */
  distanceTo(id: number, face: Float32Array): number | undefined {
    const row = this.rows.get(id);
    return row === undefined
      ? undefined
      : Math.sqrt(squareWithin(face, this.means, row * DESCRIPTOR_LENGTH, Number.POSITIVE_INFINITY));
  }

  private reserve(rows: number): void {
    const needed = rows * DESCRIPTOR_LENGTH;
    if (needed <= this.means.length) return;
    const grown = new Float32Array(Math.max(needed, 2 * this.means.length));
    grown.set(this.means);
    this.means = grown;
  }

  /** Everyone within `radius` of each face, the nearest first. */
  within(faces: readonly Float32Array[], radius: number): Promise<Hit[][]> {
    return this.nearest(faces, radius, 0);
  }

  /**
   * Everyone within `radius` of each face, and in any case the `least` nearest people; the nearest first. Other work gets its turn
   * between rows; when the index changes meanwhile, the search begins anew.
   */
  async nearest(faces: readonly Float32Array[], radius: number, min: number): Promise<Hit[][]> {
    const rows = Math.max(MIN_ROWS_AT_ONCE, Math.ceil(ROWS_AT_ONCE / Math.max(1, faces.length)));
    for (;;) {
      const begun = this.changed;
      const found = faces.map(() => new NearestRows<IndexedPerson>(radius, min));
      for (let from = 0; from < this.people.length && this.changed === begun; from += rows) {
        if (from > 0) await setImmediate();
        this.search(faces, from, Math.min(from + rows, this.people.length), found);
      }
      if (this.changed === begun)
        return found.map((each) => Array.from(each.sorted(), ({ item, distance }) => ({ person: item, distance })));
    }
  }

  private search(
    faces: readonly Float32Array[],
    from: number,
    to: number,
    found: ReadonlyArray<NearestRows<IndexedPerson>>,
  ): void {
    for (let face = 0; face < faces.length; face++) {
      const near = found[face];
      for (let row = from; row < to; row++) {
        const square = squareWithin(faces[face], this.means, row * DESCRIPTOR_LENGTH, near.reach);
        if (square <= near.reach) near.add(this.people[row], square);
      }
    }
  }
}
