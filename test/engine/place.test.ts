import { expect } from 'chai';
import { isSamePlace, placeIn } from '../../src/engine/boxes';

const PHOTO = { width: 800, height: 400 };
const FACE = { left: 200, top: 100, width: 80, height: 100 };
const moved = (by: number) => ({ ...FACE, left: FACE.left + by });
const isSame = (box: typeof FACE) => isSamePlace(placeIn(FACE, PHOTO), placeIn(box, PHOTO));

describe('a face’s place', () => {
  it('is given as shares of the photo’s width and height', () => {
    expect(placeIn(FACE, PHOTO)).to.deep.equal({ left: 0.25, top: 0.25, width: 0.1, height: 0.25 });
  });

  it('is the same at any size of the photo', () => {
    const half = { left: 100, top: 50, width: 40, height: 50 };
    expect(placeIn(half, { width: 400, height: 200 })).to.deep.equal(placeIn(FACE, PHOTO));
  });

  it('counts as the same when it moves by a third of its width, and as another from a half on', () => {
    expect([0, 10, 26].map((by) => isSame(moved(by)))).to.deep.equal([true, true, true]);
    expect([40, 80, -40].map((by) => isSame(moved(by)))).to.deep.equal([false, false, false]);
  });

  it('isn’t the same as a much larger one around it', () => {
    expect(isSame({ left: 120, top: 0, width: 240, height: 300 })).to.equal(false);
  });
});
