import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import sharp, { type Region } from 'sharp';
import { loadNativeNetworks } from '../../src/engine/native-networks';
import { CHIP_SIZE, DETECT_SIZE, LANDMARKS_SIZE, type Networks } from '../../src/engine/networks';
import { CHANNELS } from '../../src/engine/raster';
import { loadWasmNetworks } from '../../src/engine/wasm-networks';
import { WEIGHTS_FOLDER } from '../../src/engine/weights';
import { elementAt } from '../support/elements';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, type Place, samplePhoto } from '../support/photos';
import { rejection } from '../support/rejection';

/** The largest difference allowed for each network alone. Measured: 1.1e-6 (scores), 1.9e-6 (boxes), 1.2e-7 (landmarks), 3.3e-7 (descriptors). */
const TOLERANCE = 1e-5;

const SAMPLES = [1, 2, 3, 4, 5, 6];
const PLACES: readonly Place[] = [ADA_IN_SAMPLE_1, BEA, CLEO, ADA_IN_SAMPLE_3];

/** A photo, or a part of it, in the upper left of a black square. */
async function toSquare(sample: number, size: number, part?: Region): Promise<Float32Array> {
  const photo = sharp(samplePhoto(sample));
  const pixels = await (part ? photo.extract(part) : photo)
    .resize(size, size, { fit: 'contain', position: 'left top', background: 'black' })
    .raw()
    .toBuffer();
  expect(pixels).to.have.length(size * size * CHANNELS);
  return new Float32Array(pixels);
}

const faces = (size: number) =>
  Promise.all(PLACES.map(([sample, left, top, width, height]) => toSquare(sample, size, { left, top, width, height })));

function joined(parts: readonly Float32Array[]): Float32Array {
  return new Float32Array(parts.flatMap((part) => [...part]));
}

/** The largest difference between two numbers at the same place. */
function difference(one: Float32Array, other: Float32Array): number {
  expect(one).to.have.length(other.length);
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - elementAt(other, i))), 0);
}

describe('the native networks', () => {
  let native: Networks;
  let wasm: Networks;

  before(async () => {
    native = await loadNativeNetworks(WEIGHTS_FOLDER, { threads: 2, precision: 'float32' });
    wasm = await loadWasmNetworks(WEIGHTS_FOLDER);
  });

  it('score the same boxes as face-api.js, in every sample photo', async () => {
    for (const sample of SAMPLES) {
      const pixels = Uint8ClampedArray.from(await toSquare(sample, DETECT_SIZE));
      const square = { pixels, rows: DETECT_SIZE, columns: DETECT_SIZE };
      const [ours, reference] = [await native.detect(square), await wasm.detect(square)];
      expect(Math.max(...reference.scores), 'a face is in it').to.be.above(0.9);
      expect(ours.scores).to.have.length(5118);
      expect(difference(ours.scores, reference.scores), `scores of sample ${sample}`).to.be.below(TOLERANCE);
      expect(difference(ours.boxes, reference.boxes), `boxes of sample ${sample}`).to.be.below(TOLERANCE);
    }
  });

  const perFace = [
    { what: 'landmarks', size: LANDMARKS_SIZE, run: (networks: Networks) => networks.landmarks },
    { what: 'descriptors', size: CHIP_SIZE, run: (networks: Networks) => networks.describe },
  ];
  for (const { what, size, run } of perFace) {
    it(`give the same ${what} as face-api.js`, async () => {
      for (const [i, face] of (await faces(size)).entries()) {
        expect(difference(await run(native)(face, 1), await run(wasm)(face, 1)), `face ${i}`).to.be.below(TOLERANCE);
      }
    });

    it(`give the same ${what} for black and for white, where only the borders' zeros differ from the rest`, async () => {
      for (const value of [0, 255]) {
        const square = new Float32Array(size * size * CHANNELS).fill(value);
        expect(difference(await run(native)(square, 1), await run(wasm)(square, 1)), `${value}`).to.be.below(TOLERANCE);
      }
    });

    it(`give the same ${what} in batches as one by one, however many faces there are`, async () => {
      const each = await faces(size);
      for (const batch of [each.slice(0, 3), [...each, ...each.slice(1)]]) {
        const apart: Float32Array[] = [];
        for (const face of batch) apart.push(await run(native)(face, 1));
        expect(
          difference(await run(native)(joined(batch), batch.length), joined(apart)),
          `${batch.length} faces`,
        ).to.be.below(TOLERANCE / 10);
      }
      expect(
        difference(await run(native)(joined(each), each.length), await run(wasm)(joined(each), each.length)),
      ).to.be.below(TOLERANCE);
    });
  }

  it('reject where a graph is missing or damaged', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'graphs-'));
    try {
      expect((await rejection(loadNativeNetworks(folder, { threads: 1, precision: 'float32' }))).message).to.include(
        'ssd_mobilenetv1_model.onnx',
      );
      writeFileSync(path.join(folder, 'ssd_mobilenetv1_model.onnx'), 'not a graph');
      expect((await rejection(loadNativeNetworks(folder, { threads: 1, precision: 'float32' }))).message).to.include(
        'ssd_mobilenetv1_model.onnx',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reject where ONNX Runtime has no binary for the machine', async () => {
    const script = `
      const { loadNativeNetworks } = require('./src/engine/native-networks');
      Object.defineProperty(process, 'platform', { value: 'sunos' });
      loadNativeNetworks('weights', { threads: 1, precision: 'float32' }).then(() => console.log('loaded'), ({ code }) => console.log(code));
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-r', 'ts-node/register/transpile-only', '-e', script],
      {
        cwd: path.join(__dirname, '..', '..'),
      },
    );
    expect(stdout.trim()).to.equal('MODULE_NOT_FOUND');
  });
});
