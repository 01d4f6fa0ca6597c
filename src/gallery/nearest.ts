import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';

/** Floats compared before a far row is given up: most strangers are out of reach after a quarter of theirs. */
const STEP = 32;

/** The squared distance of a face to the row at `offset`, or something above `reach` as soon as it is known to be. */
export function squareWithin(face: Float32Array, rows: Float32Array, offset: number, reach: number): number {
  let square = 0;
  for (let start = 0; start < DESCRIPTOR_LENGTH && square <= reach; start += STEP) {
    // Four sums at a time: one alone would wait for each addition before the next.
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let i = start, j = offset + start; i < start + STEP; i += 4, j += 4) {
      first += (face[i] - rows[j]) ** 2;
      second += (face[i + 1] - rows[j + 1]) ** 2;
      third += (face[i + 2] - rows[j + 2]) ** 2;
      fourth += (face[i + 3] - rows[j + 3]) ** 2;
    }
    square += first + second + third + fourth;
  }
  return square;
}

/** The mean of at least one descriptor: steadier than any single one (docs/accuracy.md). */
export function meanOf(descriptors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(
    descriptors[0],
    (_, i) => descriptors.reduce((sum, each) => sum + each[i], 0) / descriptors.length,
  );
}

/** What one pass over all rows finds for a face: everything within a radius, and in any case the `least` nearest. */
export class NearestRows<T> {
  private readonly found: Array<{ item: T; square: number }> = [];
  /** The squares of the nearest so far, the least first. */
  private readonly nearest: number[] = [];
  private readonly radius: number;
  /** Squared: what is farther is of no interest any more. */
  reach: number;

  constructor(
    radius: number,
    private readonly min: number,
  ) {
    this.radius = radius * radius;
    this.reach = min > 0 ? Number.POSITIVE_INFINITY : this.radius;
  }

  /** @param square within `reach` */
  add(item: T, square: number): void {
    this.found.push({ item, square });
    if (this.min === 0) return;
    const place = this.nearest.findIndex((each) => each > square);
    this.nearest.splice(place < 0 ? this.nearest.length : place, 0, square);
    this.nearest.length = Math.min(this.nearest.length, this.min);
    if (this.nearest.length === this.min) this.reach = Math.max(this.radius, this.nearest[this.min - 1]);
  }

  /** The nearest first. */
  *sorted(): Generator<{ item: T; distance: number }> {
    const within = this.found
      .filter(({ square }) => square <= this.reach)
      .sort((one, other) => one.square - other.square);
    for (const { item, square } of within) yield { item, distance: Math.sqrt(square) };
  }
}
