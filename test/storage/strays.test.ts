import { expect } from 'chai';
import { Strays } from '../../src/storage/strays';

const HOUR_MS = 3_600_000;

describe('Strays', () => {
  it('are found once they have had no row for an hour, however old they look', () => {
    const strays = new Strays();
    expect(strays.found(['a', 'b'], 0)).to.deep.equal([]);
    expect(strays.found(['a', 'b', 'c'], HOUR_MS - 1)).to.deep.equal([]);
    expect(strays.found(['a', 'c'], HOUR_MS), 'b has got its row').to.deep.equal(['a']);
    expect(strays.found(['b', 'c'], HOUR_MS + 1), 'b lost it again').to.deep.equal([]);
    expect(strays.found(['b', 'c'], 2 * HOUR_MS)).to.deep.equal(['c']);
  });
});
