import { setImmediate } from 'node:timers/promises';
import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';

export interface IndexedPerson {
  id: number;
  name: string;
}

/** A person within reach of a face. */
export interface Hit {
  person: IndexedPerson;
  distance: number;
}

/** Rows compared before other work gets its turn: about a millisecond for each face. */
const ROWS_AT_ONCE = 8192;
/** Floats compared before a far row is given up: most strangers are out of reach after a quarter of theirs. */
const STEP = 32;

/**
 * People's mean descriptors in one contiguous array, searched exactly: every row is compared, which no index beats below
 * some 300,000 rows.
 */
export class DescriptorIndex {
  private people: IndexedPerson[] = [];
  private readonly rows = new Map<number, number>();
  private means = new Float32Array(0);
  private version = 0;

  get size(): number {
    return this.people.length;
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
    this.version++;
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
    this.version++;
  }

  private reserve(rows: number): void {
    const needed = rows * DESCRIPTOR_LENGTH;
    if (needed <= this.means.length) return;
    const grown = new Float32Array(Math.max(needed, 2 * this.means.length));
    grown.set(this.means);
    this.means = grown;
  }

  /**
   * Everyone within `radius` of each face, in no order. Other work gets its turn between rows; when the index changes
   * meanwhile, the search begins anew.
   */
  async within(faces: readonly Float32Array[], radius: number): Promise<Hit[][]> {
    for (;;) {
      const begun = this.version;
      const hits: Hit[][] = faces.map(() => []);
      for (let from = 0; from < this.people.length && this.version === begun; from += ROWS_AT_ONCE) {
        if (from > 0) await setImmediate();
        this.search(faces, from, Math.min(from + ROWS_AT_ONCE, this.people.length), radius, hits);
      }
      if (this.version === begun) return hits;
    }
  }

  private search(faces: readonly Float32Array[], from: number, to: number, radius: number, hits: Hit[][]): void {
    const reach = radius * radius;
    for (let face = 0; face < faces.length; face++) {
      for (let row = from; row < to; row++) {
        const square = squareWithin(faces[face], this.means, row * DESCRIPTOR_LENGTH, reach);
        if (square <= reach) hits[face].push({ person: this.people[row], distance: Math.sqrt(square) });
      }
    }
  }
}

/** The squared distance of a face to the row at `offset`, or something above `reach` as soon as it is known to be. */
function squareWithin(face: Float32Array, rows: Float32Array, offset: number, reach: number): number {
  let square = 0;
  for (let start = 0; start < DESCRIPTOR_LENGTH && square <= reach; start += STEP) {
    for (let i = start; i < start + STEP; i++) {
      const difference = face[i] - rows[offset + i];
      square += difference * difference;
    }
  }
  return square;
}
