import { expect } from 'chai';
import pino from 'pino';
import { distanceOf } from '../../src/catalog/descriptors';
import { readConfig } from '../../src/config';
import type { DescribedFace } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';
import { elementAt } from '../support/elements';
import { samplePhoto } from '../support/photos';

const log = pino({ level: 'silent' });
const startEngine = (engine: string) =>
  EnginePool.start(
    readConfig({ RECOGNITION_WORKERS: '1', RECOGNITION_ENGINE: engine, RECOGNITION_PRECISION: 'float32' }),
    log,
  );

/** The largest difference of two lists of numbers. */
const difference = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, i) => Math.abs(value - elementAt(other, i))));
const corners = ({ box: { left, top, width, height } }: DescribedFace) => [left, top, left + width, top + height];
const points = ({ landmarks }: DescribedFace) => landmarks.flatMap(({ x, y }) => [x, y]);

describe('the two engines', () => {
  let native: EnginePool;
  let wasm: EnginePool;

  before(async () => {
    [native, wasm] = await Promise.all([startEngine('native'), startEngine('wasm')]);
  });
  after(() => Promise.all([native.close(), wasm.close()]));

  for (const sample of [1, 2, 3, 4, 5, 6]) {
    it(`see the same in sample photo ${sample}`, async () => {
      const [ours, theirs] = await Promise.all([
        native.describe(samplePhoto(sample)),
        wasm.describe(samplePhoto(sample)),
      ]);
      expect(ours.faces).to.have.length(theirs.faces.length).and.have.length.above(2);
      for (const [i, face] of ours.faces.entries()) {
        const other = elementAt(theirs.faces, i);
        expect(difference(corners(face), corners(other)), 'boxes, in pixels').to.be.below(2);
        expect(difference(points(face), points(other)), 'landmarks, in pixels').to.be.below(1);
        expect(difference([...face.descriptor], [...other.descriptor]), 'descriptors').to.be.below(1e-3);
        expect(distanceOf(face.descriptor, other.descriptor)).to.be.below(1e-3);
        expect(Math.abs(face.score - other.score)).to.be.below(1e-4);
        for (const key of ['sharpness', 'turn', 'overall'] as const)
          expect(face.quality[key], key).to.be.closeTo(other.quality[key], 0.01);
      }
    });
  }
});
