import { expect } from 'chai';
import { DESCRIPTOR_LENGTH, distanceOf } from '../../src/catalog/descriptors';
import { NearestRows, squareWithin } from '../../src/gallery/nearest';
import { strangers } from '../support/descriptors';
import { elementAt, onlyOf } from '../support/elements';
import { randomFrom } from '../support/random';

describe('squareWithin', () => {
  const descriptor = strangers(5);
  const all = Array.from({ length: 50 }, descriptor);
  const rows = new Float32Array(all.length * DESCRIPTOR_LENGTH);
  for (const [i, each] of all.entries()) rows.set(each, i * DESCRIPTOR_LENGTH);
  const face = descriptor();
  const squareTo = (i: number, reach: number) => squareWithin(face, rows, i * DESCRIPTOR_LENGTH, reach);

  it('is the square of the distance to each row, as far as it is within reach', () => {
    for (const [i, each] of all.entries())
      expect(squareTo(i, Number.POSITIVE_INFINITY)).to.be.closeTo(distanceOf(face, each) ** 2, 1e-6);
  });

  it('is above the reach wherever the row is', () => {
    const squares = all.map((each) => distanceOf(face, each) ** 2);
    const reach = elementAt(
      squares.toSorted((one, other) => one - other),
      all.length / 2,
    );
    for (const [i, square] of squares.entries())
      expect(squareTo(i, reach + 1e-6) <= reach + 1e-6, `${square} within ${reach}`).to.equal(square <= reach + 1e-6);
  });

  it('is 0 to the face itself', () => expect(squareWithin(face, face, 0, 0)).to.equal(0));
});

describe('NearestRows', () => {
  const random = randomFrom(6);

  /** Adds rows as a search does: only those within reach. */
  function search(distances: readonly number[], radius: number, min: number) {
    const nearest = new NearestRows<number>(radius, min);
    for (const [i, distance] of distances.entries()) if (distance ** 2 <= nearest.reach) nearest.add(i, distance ** 2);
    return [...nearest.sorted()];
  }

  it('has all within the radius and always the nearest, as sorting all of them does', () => {
    for (let round = 0; round < 200; round++) {
      const distances = Array.from({ length: Math.floor(random() * 30) }, () => random());
      const [radius, min] = [random(), Math.floor(random() * 4)];
      const sorted = [...distances.entries()].sort(([, one], [, other]) => one - other);
      const expected = sorted.filter(([, distance], rank) => rank < min || distance <= radius).map(([i]) => i);
      const found = search(distances, radius, min).map(({ item }) => item);
      expect(found, `${distances} within ${radius}, at least ${min}`).to.deep.equal(expected);
    }
  });

  it('gives distances, not their squares', () => {
    expect(onlyOf(search([0.5], 1, 0)).distance).to.be.closeTo(0.5, 1e-9);
  });

  it('narrows its reach to the nearest asked for, but not below the radius', () => {
    const nearest = new NearestRows<string>(0.1, 2);
    expect(nearest.reach).to.equal(Number.POSITIVE_INFINITY);
    nearest.add('far', 0.9);
    expect(nearest.reach, 'one of two').to.equal(Number.POSITIVE_INFINITY);
    nearest.add('near', 0.25);
    expect(nearest.reach).to.equal(0.9);
    nearest.add('nearer', 0.16);
    expect(nearest.reach).to.equal(0.25);
  });
});
