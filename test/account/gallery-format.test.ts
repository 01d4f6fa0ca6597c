import { expect } from 'chai';
import fc from 'fast-check';
import {
  photoRecord,
  preferencesRecord,
  recognitionRecord,
  verdictRecord,
  writeDescriptor,
} from '../../src/account/gallery-format';

const descriptor = Array.from({ length: 128 }, (_, i) => i / 256 - 0.25);
const box = { left: 10, top: 20, width: 30, height: 40 };
const face = { box, score: 0.9, sharpness: 0.5, turn: null, quality: null, descriptor };
const picture = {
  file: 'Ada/Ada 1.jpg',
  width: 100,
  height: 80,
  pictureHash: '0123456789abcdef',
  createdAt: '2024-05-06T07:08:09.010Z',
};
const photo = { ...picture, sourceHash: null, face };

describe('people.json', () => {
  it('keeps a date and a descriptor exactly', () => {
    const read = photoRecord.parse(photo);
    expect(read.createdAt).to.equal(Date.UTC(2024, 4, 6, 7, 8, 9, 10));
    expect(read.face.descriptor).to.deep.equal(Float32Array.from(descriptor));
  });

  it('has every float32 in the fewest digits that restore it', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 });
    fc.assert(
      fc.property(fc.array(float, { minLength: 128, maxLength: 128 }), (floats) => {
        const original = Float32Array.from(floats, (each) => each + 0); // JSON knows no -0
        const text = JSON.stringify(writeDescriptor(original));
        expect(Float32Array.from(JSON.parse(text))).to.deep.equal(original);
        expect(text.length).to.be.below(128 * 17);
      }),
    );
  });

  it('takes descriptors without a network for the first one’s, and others as long as theirs makes them', () => {
    expect(photoRecord.parse(photo).face).to.include({ network: 'face-api-1', chips: 1 });
    const ofOther = { network: 'arc.net:0512:0a1b2c3d', chips: 2, descriptor: Array.from({ length: 512 }, () => 0.1) };
    expect(photoRecord.parse({ ...photo, face: { ...face, ...ofOther } }).face).to.include({
      network: ofOther.network,
      chips: 2,
    });
    const large = { ...ofOther, descriptor: ofOther.descriptor.map(() => 30) };
    expect(photoRecord.safeParse({ ...photo, face: { ...face, ...large } }).success, 'an own network’s').to.equal(true);
    const own = { network: 'face-api-3', descriptor: descriptor.map(() => 30) };
    expect(photoRecord.safeParse({ ...photo, face: { ...face, ...own } }).success).to.equal(false);
    for (const network of ['arc.net:0512:0a1b2c3d', 'arc.net', '../weights', ''])
      expect(photoRecord.safeParse({ ...photo, face: { ...face, network } }).success, network).to.equal(false);
  });

  it('accepts a face at the very edge of its photo', () => {
    const edge = { left: 0, top: 0, width: 100.000001, height: 80 };
    expect(photoRecord.safeParse({ ...photo, face: { ...face, box: edge } }).success).to.equal(true);
  });

  const ofFace: Array<[string, object]> = [
    ['a descriptor of 127 numbers', { descriptor: descriptor.slice(1) }],
    ['a descriptor with a text in it', { descriptor: [...descriptor.slice(1), '0.1'] }],
    ['a descriptor that drowns all others', { descriptor: [...descriptor.slice(1), 1e30] }],
    ['a face outside its photo', { box: { ...box, left: 71 } }],
    ['a face above its photo', { box: { ...box, top: -1 } }],
    ['a face without a size', { box: { ...box, width: 0 } }],
    ['a face of endless size', { box: { ...box, width: Number.POSITIVE_INFINITY } }],
    ['a face without a place', { box: { width: 30, height: 40 } }],
    ['a score that is none', { score: 7 }],
    ['a sharpness that is none', { sharpness: 'very' }],
  ];
  const ofPhoto: Array<[string, object]> = [
    ['a date that is none', { createdAt: 'yesterday' }],
    ['a date in numbers', { createdAt: 1_700_000_000_000 }],
    ['a hash that is none', { pictureHash: '../../etc/passwd' }],
    ['a width that is none', { width: 99.5 }],
    ['endless text', { file: 'a'.repeat(5000) }],
    ['no face', { face: undefined }],
  ];
  const refused = [
    ...ofFace.map(([what, change]) => [what, { ...photo, face: { ...face, ...change } }] as const),
    ...ofPhoto.map(([what, change]) => [what, { ...photo, ...change }] as const),
  ];
  for (const [what, record] of refused) {
    it(`refuses a photo with ${what}`, () => {
      expect(photoRecord.safeParse(record).success).to.equal(false);
    });
  }

  it('refuses a result, verdict or preference that is impossible', () => {
    const result = { ...picture, expiresAt: picture.createdAt, faces: [face] };
    expect(recognitionRecord.safeParse(result).success).to.equal(true);
    expect(
      recognitionRecord.safeParse({ ...result, faces: [face, { ...face, box: { ...box, left: 99 } }] }).success,
    ).to.equal(false);
    expect(
      recognitionRecord.safeParse({ ...result, faces: Array.from({ length: 1001 }, () => face) }).success,
    ).to.equal(false);
    const verdict = {
      isPerson: true,
      pictureHash: null,
      place: { left: 0.1, top: 0.1, width: 0.2, height: 0.2 },
      descriptor,
      createdAt: picture.createdAt,
    };
    expect(verdictRecord.safeParse(verdict).success).to.equal(true);
    expect(verdictRecord.safeParse({ ...verdict, place: { ...verdict.place, left: 1 } }).success).to.equal(false);
    expect(verdictRecord.safeParse({ ...verdict, isPerson: 1 }).success).to.equal(false);
    for (const matchSure of [-1, 3, 'all'])
      expect(preferencesRecord.safeParse({ matchSure, keepHours: null }).success).to.equal(false);
    expect(preferencesRecord.safeParse({ matchSure: null, keepHours: 1.5 }).success).to.equal(false);
  });
});
