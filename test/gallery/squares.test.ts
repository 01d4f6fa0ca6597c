import { expect } from 'chai';
import { DESCRIPTOR_LENGTH, distanceOf } from '../../src/catalog/descriptors';
import { loadRows, MAX_LENGTH, rowsAtOnce, searchRows } from '../../src/gallery/squares';
import { expectAssembled } from '../support/assembled';
import { movedBy, strangers } from '../support/descriptors';

describe('searchRows', () => {
  it('runs squares.wat', () => expectAssembled('gallery/squares'));

  it('compares descriptors of any length that is a multiple of 64', () => {
    for (const length of [64, 192, 512, MAX_LENGTH]) {
      const most = rowsAtOnce(length);
      const rows = Float32Array.from({ length: most * length }, (_, i) => Math.sin(i * i));
      const face = rows.slice(length, 2 * length);
      face[length - 1] = (face[length - 1] ?? 0) + 0.5;
      loadRows(rows);
      for (const [reach, expected] of [
        [0.24, []],
        [0.26, [1]],
      ] as const) {
        const found: number[] = [];
        searchRows(face, most, reach, (row) => found.push(row));
        expect(found, `${length} floats within ${reach}`).to.deep.equal(expected);
      }
    }
  });

  it('finds the rows within reach, in order', () => {
    const random = strangers(1, 1);
    for (const count of [0, 1, 2, rowsAtOnce(DESCRIPTOR_LENGTH)]) {
      const rows = Array.from({ length: count }, random);
      const face = movedBy(rows[0] ?? random(), 0.3);
      const joined = new Float32Array(count * DESCRIPTOR_LENGTH);
      rows.forEach((row, i) => joined.set(row, i * DESCRIPTOR_LENGTH));
      loadRows(joined);
      for (const reach of [0, 0.5, 16, 17, Number.POSITIVE_INFINITY]) {
        const found: number[] = [];
        searchRows(face, count, reach, (row) => found.push(row));
        const expected = rows.flatMap((row, i) => (distanceOf(face, row) ** 2 <= reach ? [i] : []));
        expect(found, `${count} rows within ${reach}`).to.include.members(expected);
        expect(found.length).to.be.at.most(expected.length + 1);
        expect(found).to.deep.equal([...found].sort((one, other) => one - other));
      }
    }
  });
});
