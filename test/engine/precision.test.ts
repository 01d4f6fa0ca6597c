import { expect } from 'chai';
import pino from 'pino';
import { distanceOf } from '../../src/catalog/descriptors';
import { readConfig } from '../../src/config';
import { overlap } from '../../src/engine/boxes';
import type { DescribedFace } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';
import { fasterPrecision } from '../../src/engine/faster-precision';
import { floatsOf, loadSession } from '../../src/engine/native-sessions';
import { PROBE_SHAPE } from '../../src/engine/networks';
import { loadOnnxRuntime } from '../../src/engine/onnx-runtime';
import { WEIGHTS_FOLDER } from '../../src/engine/weights';
import { MATCH_RULE } from '../../src/gallery/thresholds';
import { facelessPhoto, samplePhoto } from '../support/photos';

const log = pino({ level: 'silent' });
const startEngine = (precision: string) =>
  EnginePool.start(
    readConfig({ RECOGNITION_WORKERS: '1', RECOGNITION_ENGINE: 'native', RECOGNITION_PRECISION: precision }),
    log,
  );

/** Of the same face in the same photo. Measured: 0.06 at most. */
const SAME = 0.15;

/** Whom of these people a face is taken for, and how surely. */
function decisionOn(face: Float32Array, people: readonly Float32Array[]): string {
  const distances = people.map((person, i) => ({ i, distance: distanceOf(face, person) }));
  const [closest, next] = distances.sort((one, other) => one.distance - other.distance).map(({ distance }) => distance);
  if (closest === undefined || next === undefined || closest > MATCH_RULE.maybeOfFew) return 'nobody';
  const isSure = closest <= MATCH_RULE.sure && next - closest >= MATCH_RULE.margin;
  return `${distances[0]?.i}${isSure ? '' : '?'}`;
}

describe('8-bit integers', () => {
  let int8: EnginePool;
  let float32: EnginePool;
  /** Every face of the sample photos, as the engines describe it. */
  let faces: Array<{ ours: DescribedFace; theirs: DescribedFace }>;

  before(async () => {
    [int8, float32] = await Promise.all([startEngine('int8'), startEngine('float32')]);
    faces = [];
    for (const sample of [1, 2, 3, 4, 5, 6]) {
      const [ours, theirs] = await Promise.all([int8, float32].map((engine) => engine.describe(samplePhoto(sample))));
      expect(ours?.faces, `sample photo ${sample}`).to.have.length(theirs?.faces.length ?? 0);
      for (const face of ours?.faces ?? []) {
        const same = theirs?.faces.find(({ box }) => overlap(box, face.box) > 0.7);
        expect(same, `a face of sample photo ${sample}`).not.to.equal(undefined);
        if (same) faces.push({ ours: face, theirs: same });
      }
    }
  });
  after(() => Promise.all([int8.close(), float32.close()]));

  it('find the same faces as floats do, as sure of them', () => {
    expect(faces).to.have.length.above(20);
    for (const { ours, theirs } of faces) expect(Math.abs(ours.score - theirs.score)).to.be.below(0.1);
  });

  it('describe a face as floats do, so that one is recognized by the other', () => {
    for (const { ours, theirs } of faces) expect(distanceOf(ours.descriptor, theirs.descriptor)).to.be.below(SAME);
  });

  it('decide as floats do, whichever of the two has described the people of the gallery', () => {
    const people = faces.slice(0, 5); // those of the first photo
    const [withIntegers, withFloats] = [people.map(({ ours }) => ours), people.map(({ theirs }) => theirs)].map((all) =>
      all.map(({ descriptor }) => descriptor),
    );
    let named = 0;
    for (const { ours, theirs } of faces.slice(people.length)) {
      const decision = decisionOn(theirs.descriptor, withFloats ?? []);
      expect(decisionOn(ours.descriptor, withFloats ?? []), 'enrolled with floats').to.equal(decision);
      expect(decisionOn(theirs.descriptor, withIntegers ?? []), 'enrolled with integers').to.equal(decision);
      expect(decisionOn(ours.descriptor, withIntegers ?? []), 'integers alone').to.equal(decision);
      if (decision !== 'nobody') named++;
    }
    expect(named).to.be.above(3);
  });

  it('find no face where there is none', async () => {
    expect((await int8.describe(await facelessPhoto())).faces).to.deep.equal([]);
  });
});

describe('the faster precision', () => {
  it('is one of the two', async () => {
    expect(await fasterPrecision(WEIGHTS_FOLDER)).to.be.oneOf(['int8', 'float32']);
  });

  it('is measured with a layer of few results: memory for many would take longer than the layer, and be measured with it', async () => {
    const { Tensor } = await loadOnnxRuntime();
    const values = new Tensor('float32', new Float32Array(PROBE_SHAPE.reduce((all, each) => all * each)), PROBE_SHAPE);
    for (const precision of ['int8', 'float32'] as const) {
      const probe = await loadSession(WEIGHTS_FOLDER, 'probe', precision, 1);
      const results = floatsOf(await probe.run({ values }), 'results');
      expect(results.length * 100, precision).to.be.below(values.size);
    }
  });
});
