/** Floats compared before checking whether a row is out of reach: most strangers are, after a quarter of their floats. */
const STEP = 32;

/**
 * Computes the squared distance between a face and the row at `offset`. Stops as soon as the distance exceeds `reach`, and
 * then returns some number above it.
 * @param face as long as a row: a multiple of 32 floats
 * @param reach squared, like the result
 */
export function squareWithin(face: Float32Array, rows: Float32Array, offset: number, reach: number): number {
  // The casts say that all indexes are inside both arrays. This is the hottest loop of a search: a check would cost time.
  let square = 0;
  for (let start = 0; start < face.length && square <= reach; start += STEP) {
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
  const sums = new Float64Array(first.length);
  // The casts say that all descriptors are of one length.
  for (const each of descriptors)
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (each[i] as number);
  return Float32Array.from(sums, (sum) => sum / descriptors.length);
}

/** How many people around a face can matter. Of 5,000 strangers, some dozens are within the reach of a match; in a gallery made for it, all. */
const MAX_NEAREST = 400;
/** What a search finds for all its faces together. */
const MAX_FOUND = 30_000;

/** How many people are found around each of so many faces at most: the nearest. For all faces of a crowd, that is still a hundred each. */
export const mostAround = (faces: number): number => Math.min(MAX_NEAREST, Math.ceil(MAX_FOUND / Math.max(1, faces)));

const byDistance = (one: { square: number }, other: { square: number }) => one.square - other.square;

/**
 * Collects what one pass over all rows finds for a face: everything within a radius, and the `min` nearest even beyond it, but
 * no more than the `max` nearest.
 */
export class NearestRows<T> {
  private found: Array<{ item: T; square: number }> = [];
  /** The squared distances of the `min` nearest so far, in ascending order. */
  private readonly nearest: number[] = [];
  private readonly radius: number;
  /** The squared distance beyond which no row belongs to the `max` nearest. */
  private limit = Number.POSITIVE_INFINITY;
  /** The squared distance beyond which a row no longer matters. */
  reach: number;

  constructor(
    radius: number,
    private readonly min: number,
    private readonly max = mostAround(1),
  ) {
    this.radius = radius * radius;
    this.reach = min > 0 ? Number.POSITIVE_INFINITY : this.radius;
  }

  /** Adds a row. @param square its squared distance, not above `reach` */
  add(item: T, square: number): void {
    this.found.push({ item, square });
    if (this.found.length >= 2 * this.max) this.trim();
    if (this.min > 0) this.rank(square);
  }

  private rank(square: number): void {
    const place = this.nearest.findIndex((each) => each > square);
    this.nearest.splice(place < 0 ? this.nearest.length : place, 0, square);
    this.nearest.length = Math.min(this.nearest.length, this.min);
    const farthest = this.nearest.at(this.min - 1);
    if (farthest !== undefined) this.reach = Math.min(Math.max(this.radius, farthest), this.limit);
  }

  /** Drops all but the nearest. */
  private trim(): void {
    this.found = this.found.sort(byDistance).slice(0, this.max);
    this.limit = this.found.at(-1)?.square ?? this.limit;
    this.reach = Math.min(this.reach, this.limit);
  }

  /** Everything found within reach, the nearest first. */
  sorted(): Array<{ item: T; distance: number }> {
    return this.found
      .filter(({ square }) => square <= this.reach)
      .sort(byDistance)
      .slice(0, this.max)
      .map(({ item, square }) => ({ item, distance: Math.sqrt(square) }));
  }
}
