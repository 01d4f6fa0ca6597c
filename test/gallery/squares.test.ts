import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import loadWabt from 'wabt';
import { DESCRIPTOR_LENGTH, distanceOf } from '../../src/catalog/descriptors';
import { loadRows, MAX_ROWS, searchRows } from '../../src/gallery/squares';
import { movedBy, strangers } from '../support/descriptors';

const folder = path.join(__dirname, '..', '..', 'src', 'gallery');

describe('searchRows', () => {
  it('runs squares.wat', async () => {
    const wabt = await loadWabt();
    const program = wabt.parseWat('squares.wat', readFileSync(path.join(folder, 'squares.wat'), 'utf8'), {
      simd: true,
    });
    program.validate();
    const assembled = Buffer.from(program.toBinary({}).buffer).toString('base64');
    const source = readFileSync(path.join(folder, 'squares.ts'), 'utf8');
    const embedded = [...source.matchAll(/^ {2}'([A-Za-z0-9+/=]+)',$/gm)].map(([, line]) => line).join('');
    expect(embedded).to.equal(assembled);
  });

  it('finds the rows within reach, in order', () => {
    const random = strangers(1, 1);
    for (const count of [0, 1, 2, MAX_ROWS]) {
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
