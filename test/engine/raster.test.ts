import { expect } from 'chai';
import { cutSquare, type Raster } from '../../src/engine/raster';
import { elementAt, firstOf } from '../support/elements';

function raster(width: number, height: number, value: (x: number, y: number) => number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set([value(x, y), 255 - value(x, y), 7], (y * width + x) * 3);
  return { data, width, height };
}

function cut(source: Raster, toPicture: Parameters<typeof cutSquare>[1], size: number): Float32Array {
  const out = new Float32Array(size * size * 3);
  cutSquare(source, toPicture, size, out, 0);
  return out;
}

describe('cutSquare', () => {
  const ramp = raster(64, 64, (x, y) => 2 * x + y);

  it('copies pixels one to one, in the order red, green, blue', () => {
    const out = cut(ramp, { a: 1, b: 0, tx: 10, ty: 20 }, 4);
    expect([...out.slice(0, 6)]).to.deep.equal([40, 215, 7, 42, 213, 7]);
    expect(out[4 * 3]).to.equal(41);
  });

  it('rotates', () => {
    // A quarter turn: the crop's x runs down the picture.
    const out = cut(ramp, { a: 0, b: 1, tx: 40, ty: 10 }, 4);
    expect(elementAt(out, 3) - firstOf(out)).to.be.closeTo(1, 1e-4);
    expect(elementAt(out, 4 * 3) - firstOf(out)).to.be.closeTo(-2, 1e-4);
  });

  for (const scale of [1.5, 2, 3.7, 8]) {
    it(`keeps brightness when it shrinks ${scale} times, and leaves no checkerboard of fine detail`, () => {
      const size = Math.floor(60 / scale);
      const smooth = cut(ramp, { a: scale, b: 0, tx: 2, ty: 2 }, size);
      const center = (size >> 1) * (size + 1) * 3;
      const at = ((size >> 1) + 0.5) * scale + 2 - 0.5;
      expect(smooth[center]).to.be.closeTo(3 * at, 1);
      if (scale >= 2) {
        const checkered = cut(
          raster(64, 64, (x, y) => ((x + y) % 2 ? 200 : 0)),
          { a: scale, b: 0, tx: 2, ty: 2 },
          size,
        );
        expect(checkered[center]).to.be.closeTo(100, 12);
      }
    });
  }

  it('is black outside the picture', () => {
    const out = cut(ramp, { a: 1, b: 0, tx: -100, ty: -100 }, 4);
    expect(out.every((value) => value === 0)).to.equal(true);
  });
});
