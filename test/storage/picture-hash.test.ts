import { expect } from 'chai';
import sharp from 'sharp';
import { areAlike, pictureHash } from '../../src/storage/picture-hash';
import { samplePhoto } from '../support/photos';

/** A hash with a number of bits set, beginning with the last. */
const bits = (count: number) => ((1n << BigInt(count)) - 1n).toString(16).padStart(16, '0');

describe('pictureHash', () => {
  it('is 64 bits in hex, and nearly the same at another size and quality', async () => {
    const whole = samplePhoto(1);
    const small = await sharp(whole).resize(400).jpeg({ quality: 60 }).toBuffer();
    const hash = await pictureHash(whole);
    expect(hash).to.match(/^[0-9a-f]{16}$/);
    expect(areAlike(hash, await pictureHash(small))).to.equal(true);
    expect(areAlike(hash, await pictureHash(samplePhoto(2)))).to.equal(false);
  });
});

describe('areAlike', () => {
  it('lets six bits differ, wherever they are, and no more', () => {
    const none = bits(0);
    expect([0, 1, 6].map((count) => areAlike(none, bits(count)))).to.deep.equal([true, true, true]);
    expect([7, 32, 64].map((count) => areAlike(none, bits(count)))).to.deep.equal([false, false, false]);
    expect([areAlike(none, 'fc00000000000000'), areAlike(none, 'fe00000000000000')]).to.deep.equal([true, false]);
  });

  it('is symmetric', () => {
    expect(areAlike(bits(64), bits(58))).to.equal(areAlike(bits(58), bits(64)));
  });

  it('finds an unknown hash like no other, not even another unknown one', () => {
    expect([areAlike(null, bits(0)), areAlike(bits(0), null), areAlike(null, null)]).to.deep.equal([
      false,
      false,
      false,
    ]);
  });
});
