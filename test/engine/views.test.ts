import { expect } from 'chai';
import { cutByEdge, isCrowd, tileViews } from '../../src/engine/views';

const whole = { left: 0, top: 0, width: 2048, height: 1024 };
/** Faces of some width, in pixels of the network's square of 512. */
const faces = (count: number, width: number) =>
  Array.from({ length: count }, () => ({ box: { left: 0, top: 0, width: width * 4, height: width * 4 } }));

describe('the views of a crowd', () => {
  it('are for many faces, most of them small', () => {
    expect(isCrowd(faces(6, 20), whole)).to.equal(true);
    expect(isCrowd(faces(5, 20), whole)).to.equal(false);
    expect(isCrowd(faces(6, 40), whole)).to.equal(false);
    expect(isCrowd([...faces(4, 20), ...faces(3, 90)], whole)).to.equal(true);
  });

  for (const [width, aSide] of [
    [20, 2],
    [10, 3],
  ] as const) {
    it(`are ${aSide * aSide} tiles for faces of ${width} pixels; every face is whole in one of them`, () => {
      const tiles = tileViews(faces(9, width), whole);
      expect(tiles).to.have.length(aSide * aSide);
      const side = width * 4;
      for (let left = 0; left <= whole.width - side; left += 16) {
        for (let top = 0; top <= whole.height - side; top += 16) {
          const face = { left, top, width: side, height: side };
          const inside = tiles.filter(
            (tile) =>
              left >= tile.left &&
              top >= tile.top &&
              left + side <= tile.left + tile.width &&
              top + side <= tile.top + tile.height,
          );
          expect(
            inside.some((tile) => !cutByEdge(face, tile, whole)),
            `${left}, ${top}`,
          ).to.equal(true);
        }
      }
    });
  }

  it('leave out a face that the edge of a tile cuts, but not one at the edge of the picture', () => {
    const tile = { left: 0, top: 0, width: 1000, height: 600 };
    expect(cutByEdge({ left: 900, top: 100, width: 100, height: 80 }, tile, whole)).to.equal(true);
    expect(cutByEdge({ left: 0, top: 0, width: 100, height: 80 }, tile, whole)).to.equal(false);
  });
});
