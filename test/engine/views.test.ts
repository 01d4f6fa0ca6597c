import { expect } from 'chai';
import { closerLooks, cutByEdge, tileViews } from '../../src/engine/views';
import { elementAt, onlyOf } from '../support/elements';

const whole = { left: 0, top: 0, width: 2048, height: 1024 };
/** Faces of some width, in pixels of the network's square of 512. */
const faces = (count: number, width: number) =>
  Array.from({ length: count }, () => ({ box: { left: 0, top: 0, width: width * 4, height: width * 4 } }));

describe('closer looks', () => {
  it('are for photos where a quarter of the faces are small', () => {
    expect(closerLooks(faces(6, 20), whole)).to.have.length(1);
    expect(closerLooks(faces(6, 40), whole)).to.deep.equal([]);
    expect(closerLooks([...faces(3, 20), ...faces(5, 90)], whole)).to.have.length(1);
    expect(closerLooks([...faces(1, 20), ...faces(5, 90)], whole)).to.deep.equal([]);
  });

  it('are the closer, the smaller the faces are, but not where nothing more can be seen', () => {
    const [small, smaller, tiny] = [22, 12, 4].map((width) => onlyOf(closerLooks(faces(8, width), whole)));
    expect(small).to.be.above(smaller ?? 0);
    expect(smaller).to.be.above(tiny ?? 0);
    expect(tiny).to.be.at.least(400);
    expect(closerLooks(faces(8, 4), { ...whole, width: 380, height: 380 })).to.deep.equal([]);
  });

  it('are tried one after another where no face was found, in photos that may have small ones', () => {
    const looks = closerLooks([], whole);
    expect(looks).to.have.length(2);
    expect(elementAt(looks, 0)).to.be.above(elementAt(looks, 1));
    expect(closerLooks([], { ...whole, width: 600, height: 400 })).to.deep.equal([]);
  });

  for (const [name, picture] of Object.entries({
    'a photo': whole,
    'a panorama': { left: 0, top: 0, width: 4032, height: 504 },
  })) {
    for (const side of [1200, 700, 450]) {
      it(`show every face of ${name} whole in one of the tiles of ${side} pixels`, () => {
        const tiles = tileViews(picture, side);
        const face = { width: side / 5, height: side / 5 };
        for (let left = 0; left <= picture.width - face.width; left += 16) {
          for (let top = 0; top <= picture.height - face.height; top += 16) {
            const inside = tiles.filter(
              (tile) =>
                left >= tile.left &&
                top >= tile.top &&
                left + face.width <= tile.left + tile.width &&
                top + face.height <= tile.top + tile.height,
            );
            expect(
              inside.some((tile) => !cutByEdge({ left, top, ...face }, tile, picture)),
              `${left}, ${top}`,
            ).to.equal(true);
          }
        }
      });
    }
  }

  it('leave out a face that the edge of a tile cuts, but not one at the edge of the picture', () => {
    const tile = { left: 0, top: 0, width: 1000, height: 600 };
    expect(cutByEdge({ left: 900, top: 100, width: 100, height: 80 }, tile, whole)).to.equal(true);
    expect(cutByEdge({ left: 0, top: 0, width: 100, height: 80 }, tile, whole)).to.equal(false);
  });
});
