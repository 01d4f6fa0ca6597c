import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';

/** Floats compared before checking whether a row is out of reach: most strangers are, after a quarter of their floats. */
const STEP = 32;

/**
 * Computes the squared distance between a face and the row at `offset`. Stops as soon as the distance exceeds `reach`, and
 * then returns some number above it.
 * @param reach squared, like the result
 */
export function squareWithin(face: Float32Array, rows: Float32Array, offset: number, reach: number): number {
  // The casts say that all indexes are inside both arrays. This is the hottest loop of a search: a check would cost time.
  let square = 0;
  for (let start = 0; start < DESCRIPTOR_LENGTH && square <= reach; start += STEP) {
    // Four sums at a time, as a single one would wait for each addition before the next.
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let i = start, j = offset + start; i < start + STEP; i += 4, j += 4) {
      first += ((face[i] as number) - (rows[j] as number)) ** 2;
      second += ((face[i + 1] as number) - (rows[j + 1] as number)) ** 2;
      third += ((face[i + 2] as number) - (rows[j + 2] as number)) ** 2;
      fourth += ((face[i + 3] as number) - (rows[j + 3] as number)) ** 2;
    }
    square += first + second + third + fourth;
  }
  return square;
}

/**
 * Computes the mean of descriptors, which is steadier than any single one (docs/accuracy.md).
 * @throws {RangeError} when there are none
 */
export function meanOf(descriptors: readonly Float32Array[]): Float32Array {
  const [first] = descriptors;
  if (!first) throw new RangeError('No descriptors have no mean.');
  // The cast says that all descriptors are of one length.
  const sumAt = (i: number) => descriptors.reduce((sum, each) => sum + (each[i] as number), 0);
  return first.map((_, i) => sumAt(i) / descriptors.length);
}

/** Collects what one pass over all rows finds for a face: everything within a radius, and the `min` nearest even beyond it. */
export class NearestRows<T> {
  private readonly found: Array<{ item: T; square: number }> = [];
  /** The squared distances of the `min` nearest so far, in ascending order. */
  private readonly nearest: number[] = [];
  private readonly radius: number;
  /** The squared distance beyond which a row no longer matters. */
  reach: number;

  constructor(
    radius: number,
    private readonly min: number,
  ) {
    this.radius = radius * radius;
    this.reach = min > 0 ? Number.POSITIVE_INFINITY : this.radius;
  }

  /** Adds a row. @param square its squared distance, not above `reach` */
  add(item: T, square: number): void {
    this.found.push({ item, square });
    if (this.min === 0) return;
    const place = this.nearest.findIndex((each) => each > square);
    this.nearest.splice(place < 0 ? this.nearest.length : place, 0, square);
    this.nearest.length = Math.min(this.nearest.length, this.min);
    const farthest = this.nearest.at(this.min - 1);
    if (farthest !== undefined) this.reach = Math.max(this.radius, farthest);
  }

  /** Everything found within reach, the nearest first. */
  sorted(): Array<{ item: T; distance: number }> {
    return this.found
      .filter(({ square }) => square <= this.reach)
      .sort((one, other) => one.square - other.square)
      .map(({ item, square }) => ({ item, distance: Math.sqrt(square) }));
  }
}
