import { expect } from 'chai';
import sharp from 'sharp';
import { readProfile } from '../../src/engine/color-profile';
import { decodePhoto } from '../../src/engine/decode';
import { elementAt } from '../support/elements';
import { samplePhoto } from '../support/photos';

const LIMITS = { photoMegapixels: 50 };

/** A photo whose pixels are in the colors of a profile that sharp knows. */
const photoIn = (profile: 'srgb' | 'p3') =>
  sharp(samplePhoto(1)).withIccProfile(profile).jpeg({ quality: 95 }).toBuffer();

async function profileOf(photo: Buffer): Promise<Buffer> {
  const { icc } = await sharp(photo).metadata();
  if (!icc) throw new Error('The photo has no profile.');
  return icc;
}

/** Where a profile says where the part with this name is. */
function tagOf(profile: Buffer, name: string): number {
  const tags = Array.from({ length: profile.readUInt32BE(128) }, (_, i) => 132 + 12 * i);
  return tags.find((at) => profile.toString('latin1', at, at + 4) === name) ?? Number.NaN;
}

/** What libvips makes of a photo as large as ours. */
const byLibvips = (photo: Buffer, width: number) =>
  sharp(photo).resize({ width }).toColourspace('srgb').raw().toBuffer();

function differences(one: Uint8Array, other: Uint8Array): { mean: number; most: number } {
  expect(one).to.have.length(other.length);
  let [sum, most] = [0, 0];
  one.forEach((byte, i) => {
    const difference = Math.abs(byte - elementAt(other, i));
    sum += difference;
    most = Math.max(most, difference);
  });
  return { mean: sum / one.length, most };
}

describe('color profiles', () => {
  it('of Display P3, as phones write it, are converted as libvips does, but after shrinking', async () => {
    const photo = await photoIn('p3');
    expect(readProfile(await profileOf(photo))).to.be.a('function');
    const { data, width } = await decodePhoto(photo, LIMITS);
    const ours = differences(data, await byLibvips(photo, width));
    expect(ours.mean).to.be.below(0.5);
    expect(ours.most).to.be.below(12);
    const ignored = await sharp(photo, { ignoreIcc: true }).resize({ width }).raw().toBuffer();
    expect(differences(data, ignored).mean, 'something was converted').to.be.above(0.8);
  });

  it('of sRGB change nothing', async () => {
    const photo = await photoIn('srgb');
    const colors = Uint8Array.from({ length: 3 * 256 }, (_, i) => (i * 7) % 256);
    const converted = colors.slice();
    readProfile(await profileOf(photo))?.(converted);
    expect(converted).to.deep.equal(colors);
    const { data, width } = await decodePhoto(photo, LIMITS);
    expect(differences(data, await byLibvips(photo, width)).mean).to.be.below(0.5);
  });

  it('that are cut, damaged or of another kind are left to libvips', async () => {
    const profile = await profileOf(await photoIn('p3'));
    const changed = (at: number, text: string | number) => {
      const copy = Buffer.from(profile);
      if (typeof text === 'string') copy.write(text, at, 'latin1');
      else copy.writeUInt32BE(text, at);
      return copy;
    };
    for (const [what, other] of Object.entries({
      empty: Buffer.alloc(0),
      'without its tags': profile.subarray(0, 140),
      'cut in its curves': profile.subarray(0, profile.length - 40),
      'of another color space': changed(16, 'CMYK'),
      'with four billion tags': changed(128, 0xffff_ffff),
      'without a tag': changed(128, 3),
      'whose tags lie beyond its end': changed(tagOf(profile, 'gTRC') + 4, 0x7fff_ffff),
    }))
      expect(readProfile(other), what).to.equal(undefined);
  });

  it('with colors beyond all measure are left to libvips', async () => {
    const profile = Buffer.from(await profileOf(await photoIn('p3')));
    profile.writeInt32BE(0x7fff_ffff, profile.readUInt32BE(tagOf(profile, 'rXYZ') + 4) + 8);
    expect(readProfile(profile)).to.equal(undefined);
  });
});
