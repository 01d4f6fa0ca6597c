import { expect } from 'chai';
import pino from 'pino';
import sharp from 'sharp';
import { readConfig } from '../../src/config';
import type { FaceQuality } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';
import { QUALITY } from '../../src/engine/quality';
import { elementAt } from '../support/elements';
import { samplePhoto } from '../support/photos';

for (const name of ['native', 'wasm'] as const) {
  describe(`the ${name} engine’s face quality`, () => {
    let engine: EnginePool;
    const described: FaceQuality[][] = [];

    before(async () => {
      engine = await EnginePool.start(
        readConfig({ RECOGNITION_WORKERS: '1', RECOGNITION_ENGINE: name }),
        pino({ level: 'silent' }),
      );
      for (let sample = 1; sample <= 6; sample++)
        described.push((await engine.describe(samplePhoto(sample))).faces.map(({ quality }) => quality));
    });
    after(() => engine.close());

    const turnOf = (sample: number, index: number) => elementAt(elementAt(described, sample - 1), index).turn;

    /** The qualities of one face, in ever worse pictures. */
    const worse = async (steps: ReadonlyArray<{ width: number; blur: number }>) => {
      const qualities: FaceQuality[] = [];
      for (const { width, blur } of steps) {
        const photo = sharp(await sharp(samplePhoto(1)).resize(width).png().toBuffer());
        const { faces } = await engine.describe(
          await (blur > 0 ? photo.blur(blur) : photo).jpeg({ quality: 90 }).toBuffer(),
        );
        qualities.push(elementAt(faces, 2).quality);
      }
      return qualities;
    };

    it('falls with the face’s size in the photo, without calling it blurred', async () => {
      const qualities = await worse([1920, 900, 600, 400, 280, 200].map((width) => ({ width, blur: 0 })));
      const sizes = qualities.map(({ size }) => size);
      expect(sizes).to.deep.equal([...sizes].sort((a, b) => b - a));
      const overall = qualities.slice(0, 4).map((quality) => quality.overall);
      expect(overall).to.deep.equal([...overall].sort((a, b) => b - a));
      expect(elementAt(qualities, 3).size).to.be.above(QUALITY.small);
      expect(elementAt(qualities, 4).size).to.be.within(QUALITY.tooSmall, QUALITY.small);
      for (const { sharpness } of qualities) expect(sharpness).to.be.above(QUALITY.blurred);
    });

    it('falls with the blur, by its share of the face’s size whether the face is large or small', async () => {
      for (const width of [1200, 700]) {
        const qualities = await worse(
          [0, 0.01, 0.02, 0.03, 0.04].map((share) => ({ width, blur: share * 0.105 * width })),
        );
        for (const key of ['sharpness', 'overall'] as const) {
          const figures = qualities.map((quality) => quality[key]);
          expect(figures, `${key}, ${width}`).to.deep.equal([...figures].sort((a, b) => b - a));
        }
        expect(elementAt(qualities, 1).sharpness).to.be.above(QUALITY.blurred);
        expect(elementAt(qualities, 3).sharpness).to.be.within(QUALITY.tooBlurred, QUALITY.blurred);
        expect(elementAt(qualities, 4).sharpness).to.be.below(QUALITY.tooBlurred);
      }
    });

    it('tells faces that look into the camera from one in profile, in the sample photos', () => {
      for (const [sample, index] of [
        [1, 2],
        [5, 0],
        [5, 3],
        [6, 0],
        [6, 2],
        [6, 3],
      ] as const)
        expect(turnOf(sample, index), `${sample}, ${index}`).to.be.below(QUALITY.turned / 2);
      expect(turnOf(5, 1)).to.be.within(QUALITY.turned, QUALITY.tooTurned);
      expect(turnOf(2, 0)).to.be.above(QUALITY.tooTurned);
      expect(described.flat().filter(({ turn }) => turn > QUALITY.turned)).to.have.length(3);
    });

    it('calls no face of the sample photos small or blurred', () => {
      for (const { size, sharpness } of described.flat()) {
        expect(size).to.be.above(QUALITY.small);
        expect(sharpness).to.be.above(QUALITY.blurred);
      }
    });
  });
}
