import { expect } from 'chai';
import sharp from 'sharp';
import { distant, faceless, panorama, type Sample, sheet, turned } from '../../scripts/finding/scenes';
import { distanceOf } from '../../src/catalog/descriptors';
import { overlap } from '../../src/engine/boxes';
import { decodePhoto, openPhoto } from '../../src/engine/decode';
import { FACE_API_1 } from '../../src/engine/descriptor-network';
import { fasterPrecision } from '../../src/engine/faster-precision';
import { loadNativeNetworks } from '../../src/engine/native-networks';
import type { Networks } from '../../src/engine/networks';
import { describePhoto } from '../../src/engine/pipeline';
import { WEIGHTS_FOLDER } from '../../src/engine/weights';
import { elementAt, onlyOf } from '../support/elements';
import { samplePhoto } from '../support/photos';

const LIMITS = { photoMegapixels: 50 };
/** Twenty looks at each of some twenty pictures take long where 8-bit integers aren't fast. */
const PATIENCE_MS = 5 * 60_000;

describe('faces of photos as they are', () => {
  let networks: Networks;
  const samples: Sample[] = [];
  const describe = (jpeg: Buffer) => describePhoto(jpeg, networks, LIMITS);

  before(async () => {
    networks = await loadNativeNetworks(WEIGHTS_FOLDER, {
      threads: 1,
      precision: await fasterPrecision(WEIGHTS_FOLDER),
    });
    for (let number = 1; number <= 6; number++) {
      const jpeg = samplePhoto(number);
      const { width = 0, height = 0 } = await sharp(jpeg).metadata();
      const { faces } = await describe(jpeg);
      samples.push({ jpeg, width, height, faces: faces.map(({ box }) => box) });
    }
  });

  /** How many faces of a scene are found, and how many others. */
  async function count({
    jpeg,
    faces,
  }: {
    jpeg: Buffer;
    faces: Sample['faces'];
  }): Promise<[found: number, others: number]> {
    const { width = 1 } = await sharp(jpeg).metadata();
    const { picture, faces: described } = await describe(jpeg);
    const scale = width / picture.width;
    const boxes = described.map(({ box }) => ({
      left: box.left * scale,
      top: box.top * scale,
      width: box.width * scale,
      height: box.height * scale,
    }));
    const isOf = (box: Sample['faces'][number]) => faces.some((face) => overlap(box, face) > 0.4);
    return [
      faces.filter((face) => boxes.some((box) => overlap(box, face) > 0.4)).length,
      boxes.filter((box) => !isOf(box)).length,
    ];
  }

  // What both precisions find.
  for (const [portraits, margin, atLeast] of [
    [20, 0.15, 19],
    [30, 0.15, 28],
    [60, 0.15, 50],
    [20, 0.6, 17],
    [60, 0.6, 58],
  ] as const)
    it(`are found on a page of ${portraits} portraits with ${margin} of their size around them`, async () => {
      const [found, others] = await count(await sheet(samples, portraits, margin));
      expect(found).to.be.at.least(atLeast);
      expect(others).to.be.at.most(1);
    });

  for (const [width, atLeast] of [
    [120, 20],
    [90, 20],
    [70, 20],
    [50, 17],
  ] as const)
    it(`are found in 12 megapixels when they are ${width} pixels wide`, async () => {
      const [found, others] = await count(await distant(samples, width));
      expect(found).to.be.at.least(atLeast);
      expect(others).to.be.at.most(2);
    });

  it('are described from the photo itself when they are small', async () => {
    const large = await describe(elementAt(samples, 0).jpeg);
    const scene = await distant(samples.slice(0, 1), 70);
    const small = await describe(scene.jpeg);
    expect(small.picture.width).to.equal(2016);
    const distances = small.faces.map(({ descriptor }, i) =>
      distanceOf(descriptor, elementAt(large.faces, i).descriptor),
    );
    expect(distances).to.have.length(3);
    for (const distance of distances) expect(distance).to.be.below(0.2);
  });

  it('are found in a panorama, which stays large enough for that', async () => {
    const scene = await panorama(samples);
    const { picture } = await describe(scene.jpeg);
    expect([picture.width, picture.height]).to.deep.equal([4032, 504]);
    expect(await count(scene)).to.deep.equal([3, 0]);
  });

  for (const degrees of [90, 180, 270] as const) {
    it(`are found, and put upright, in photos that are turned by ${degrees}° without saying so`, async () => {
      let [all, found] = [0, 0];
      for (const sample of samples) {
        const { jpeg } = await turned(sample, degrees);
        const upright = await describe(sample.jpeg);
        const { picture, faces } = await describe(jpeg);
        all += upright.faces.length;
        if (picture.width !== upright.picture.width) continue;
        found += upright.faces.filter(({ descriptor, box }) =>
          faces.some((face) => overlap(face.box, box) > 0.5 && distanceOf(face.descriptor, descriptor) < 0.3),
        ).length;
      }
      expect(all).to.equal(22);
      expect(found).to.be.at.least(20);
    });
  }

  it('stay in a stored picture that keeps its size, however long it is', async () => {
    for (const width of [4400, 5000, 6301, 7777, 9000]) {
      const photo = await sharp({ create: { width, height: 1500, channels: 3, background: '#888' } })
        .jpeg()
        .toBuffer();
      const stored = await decodePhoto(photo, LIMITS);
      const jpeg = await sharp(stored.data, { raw: { ...stored, channels: 3 } })
        .jpeg()
        .toBuffer();
      const again = await (await openPhoto(jpeg, LIMITS, true)).decode();
      expect([again.width, again.height], `${width}`).to.deep.equal([stored.width, stored.height]);
    }
  });

  it('stay where they are in a stored picture, which may lie on its side', async () => {
    const sample = elementAt(samples, 0);
    const { jpeg } = await turned(sample, 90);
    const wanted = { network: FACE_API_1, purpose: 'enrolling', isStored: true } as const;
    const { picture, faces } = await describePhoto(jpeg, networks, LIMITS, () => undefined, wanted);
    expect([picture.width, picture.height]).to.deep.equal([sample.height, sample.width]);
    expect(faces).to.have.length(3);
  });

  it('are described as they lie, when the others are upright', async () => {
    const [one, two, other, six] = [0, 1, 3, 5].map((index) => elementAt(samples, index)) as [
      Sample,
      Sample,
      Sample,
      Sample,
    ];
    const cutOut = ({ jpeg, faces, width, height }: Sample, index: number) => {
      const face = elementAt(faces, index);
      const [left, top] = [Math.max(0, face.left - face.width / 2), Math.max(0, face.top - face.height / 2)];
      return sharp(jpeg).extract({
        left: Math.round(left),
        top: Math.round(top),
        width: Math.floor(Math.min(2 * face.width, width - left - 1)),
        height: Math.floor(Math.min(2 * face.height, height - top - 1)),
      });
    };
    const canvas = sharp({ create: { width: 2000, height: 700, channels: 3, background: '#888' } });
    const [left, right] = [
      await cutOut(other, 0).resize(400).toBuffer(),
      await cutOut(other, 1).resize(400).toBuffer(),
    ];
    for (const [sample, index, degrees] of [
      [one, 2, 90],
      [one, 2, 180],
      [two, 2, 90],
      [six, 2, 270],
    ] as const) {
      const lying = await sharp(await cutOut(sample, index).resize(400, 500, { fit: 'inside' }).toBuffer())
        .rotate(degrees)
        .toBuffer();
      const photo = await canvas
        .clone()
        .composite([
          { input: left, left: 60, top: 60 },
          { input: right, left: 560, top: 60 },
          { input: lying, left: 1160, top: 60 },
        ])
        .jpeg()
        .toBuffer();
      const upright = elementAt((await describe(sample.jpeg)).faces, index);
      const { faces, picture } = await describe(photo);
      expect([picture.width, faces.length]).to.deep.equal([2000, 3]);
      expect(distanceOf(elementAt(faces, 2).descriptor, upright.descriptor), `face ${index}, ${degrees}°`).to.be.below(
        0.3,
      );
    }
  });

  it('aren’t found where there are none', async () => {
    for (const { jpeg } of await faceless(samples)) expect((await describe(jpeg)).faces).to.deep.equal([]);
  }).timeout(PATIENCE_MS);

  it('stay as they are in upright photos', async () => {
    for (const { jpeg, width } of samples) expect(onlyOf([(await describe(jpeg)).picture.width])).to.equal(width);
  });
});
