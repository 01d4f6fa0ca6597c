import { expect } from 'chai';
import pino from 'pino';
import sharp from 'sharp';
import { distanceOf } from '../../src/catalog/descriptors';
import { readConfig } from '../../src/config';
import type { DescribedPhoto, Stage } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';
import { elementAt, firstOf, onlyOf } from '../support/elements';
import { ADA_IN_SAMPLE_1, cropFace, facelessPhoto, samplePhoto } from '../support/photos';

const FACES = [3, 3, 3, 4, 5, 4];

for (const name of ['native', 'wasm'] as const) {
  describe(`the ${name} engine`, () => {
    let engine: EnginePool;
    const described: DescribedPhoto[] = [];

    before(async () => {
      engine = await EnginePool.start(
        readConfig({ RECOGNITION_WORKERS: '1', RECOGNITION_ENGINE: name }),
        pino({ level: 'silent' }),
      );
      for (let sample = 1; sample <= FACES.length; sample++) described.push(await engine.describe(samplePhoto(sample)));
    });
    after(() => engine.close());

    const face = (sample: number, index: number) => elementAt(elementAt(described, sample - 1).faces, index);
    const distance = (one: [number, number], other: [number, number]) =>
      distanceOf(face(...one).descriptor, face(...other).descriptor);

    it('finds every face of the sample photos, from left to right', () => {
      expect(described.map(({ faces }) => faces.length)).to.deep.equal(FACES);
      for (const { faces } of described)
        expect(faces.map(({ box }) => box.left)).to.deep.equal(faces.map(({ box }) => box.left).sort((a, b) => a - b));
    });

    it('puts the landmarks onto the faces, eyes above mouth', () => {
      for (const { faces } of described) {
        for (const { box, landmarks } of faces) {
          expect(landmarks).to.have.length(68);
          const middle = (from: number, to: number) =>
            landmarks.slice(from, to).reduce((sum, { y }) => sum + y, 0) / (to - from);
          expect(middle(36, 48)).to.be.below(middle(48, 68));
          const spare = 0.05 * box.width; // the tip of the nose of a face in profile
          expect(elementAt(landmarks, 30).x).to.be.within(box.left - spare, box.left + box.width + spare);
        }
      }
    });

    it('tells people apart as measured: one woman in two photos is below 0.5, all others are at least 0.53 apart', () => {
      expect(distance([1, 2], [3, 1])).to.be.within(0.42, 0.47);
      expect(distance([4, 1], [4, 3])).to.be.above(0.7);
      expect(distance([1, 2], [4, 3])).to.be.above(0.6);
      const all = described.flatMap(({ faces }, sample) =>
        faces.map((_, index): [number, number] => [sample + 1, index]),
      );
      for (const [i, one] of all.entries()) {
        for (const other of all.slice(i + 1)) {
          if (`${one}` === '1,2' && `${other}` === '3,1') continue;
          expect(distance(one, other), `${one} and ${other}`).to.be.above(0.53);
        }
      }
    });

    it('finds the face of a tight crop, which takes a padded picture', async () => {
      const { faces } = await engine.describe(await cropFace(ADA_IN_SAMPLE_1, 0));
      expect(faces).to.have.length(1);
      expect(distanceOf(onlyOf(faces).descriptor, face(1, 2).descriptor)).to.be.below(0.4);
    });

    it('finds no face where there is none', async () => {
      expect((await engine.describe(await facelessPhoto())).faces).to.deep.equal([]);
    });

    it('stays within 2016 pixels a side', async () => {
      const large = await sharp(samplePhoto(1)).resize(4000).jpeg().toBuffer();
      const { picture, faces } = await engine.describe(large);
      expect(Math.max(picture.width, picture.height)).to.equal(2016);
      expect(faces).to.have.length(3);
    });

    it('gives nearly the same descriptor whether the face is small or large in the photo', async () => {
      const sizes = await Promise.all(
        [0.22, 0.5, 1].map(async (scale) =>
          engine.describe(
            await sharp(samplePhoto(1))
              .resize(Math.round(1920 * scale))
              .jpeg({ quality: 95 })
              .toBuffer(),
          ),
        ),
      );
      const thirdAt = (size: number) => elementAt(elementAt(sizes, size).faces, 2);
      const [small, half, whole] = [thirdAt(0), thirdAt(1), thirdAt(2)];
      expect(small.box.width).to.be.below(50);
      expect(distanceOf(half.descriptor, whole.descriptor)).to.be.below(0.15);
      expect(distanceOf(small.descriptor, whole.descriptor)).to.be.below(0.3);
      const large = await engine.describe(
        await sharp(await cropFace(ADA_IN_SAMPLE_1, 0.3))
          .resize({ height: 2016 })
          .jpeg()
          .toBuffer(),
      );
      const largeFace = firstOf(large.faces);
      expect(largeFace.box.width).to.be.above(800);
      expect(distanceOf(largeFace.descriptor, whole.descriptor)).to.be.below(0.2);
    });

    const stagesOf = async (photo: Buffer) => {
      const stages: Stage[] = [];
      await engine.describe(photo, { onStage: (stage) => stages.push(stage) }).catch(() => undefined);
      return stages;
    };

    it('reports each stage of a photo, in order', async () => {
      // When the answer comes, the last stage may not have been reported (engine/contract.ts).
      const reported = await stagesOf(samplePhoto(1));
      const stages = ['waiting', 'decoding', 'detecting', 'describing'] satisfies Stage[];
      expect(reported).to.deep.equal(stages.slice(0, Math.max(reported.length, stages.length - 1)));
    });

    it('does not describe a photo without a face, and reports no stage after a refusal', async () => {
      expect(await stagesOf(await facelessPhoto())).to.not.include('describing');
      // When the answer comes, the last stage may not have been reported (engine/contract.ts).
      const refused = await stagesOf(samplePhoto(1).subarray(0, 100_000));
      expect(refused).to.deep.equal((['waiting', 'decoding'] satisfies Stage[]).slice(0, refused.length));
    });
  });
}
