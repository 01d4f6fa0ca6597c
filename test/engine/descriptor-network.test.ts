import { expect } from 'chai';
import pino from 'pino';
import { distanceOf } from '../../src/catalog/descriptors';
import { readConfig } from '../../src/config';
import type { DescribedFace, PhotoRequest, RunningEngine } from '../../src/engine/contract';
import { cutChips } from '../../src/engine/describe';
import { FACE_API_1, FACE_API_3 } from '../../src/engine/descriptor-network';
import { FIRST, MEAN_X, MEAN_Y } from '../../src/engine/mean-face';
import { loadNativeNetworks } from '../../src/engine/native-networks';
import { describePhoto } from '../../src/engine/pipeline';
import { WEIGHTS_FOLDER } from '../../src/engine/weights';
import { elementAt, firstOf, onlyOf } from '../support/elements';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, cropFace } from '../support/photos';
import { startSharedEngine } from '../support/shared-engine';

describe('descriptor networks', () => {
  let engine: RunningEngine;
  before(async () => {
    engine = await startSharedEngine(
      readConfig({ NODE_ENV: 'test', RECOGNITION_WORKERS: '1' }),
      pino({ level: 'silent' }),
    );
  });

  const adaIn = async (photo: Promise<Buffer>, request: PhotoRequest = {}): Promise<DescribedFace> =>
    onlyOf((await engine.describe(await photo, request)).faces);

  it('describe a face by three chips when it is enrolled, and by one when somebody asks', async () => {
    const photo = cropFace(ADA_IN_SAMPLE_1, 0.3);
    const enrolled = await adaIn(photo, { purpose: 'enrolling' });
    const asked = await adaIn(photo);
    const old = await adaIn(photo, { network: 'face-api-1', purpose: 'enrolling' });
    expect([enrolled, asked, old].map(({ network, chips }) => [network, chips])).to.deep.equal([
      ['face-api-3', 3],
      ['face-api-3', 1],
      ['face-api-1', 1],
    ]);
    expect(old.descriptor).to.deep.equal(asked.descriptor);
    expect(enrolled.quality).to.deep.equal(asked.quality);
    expect(distanceOf(enrolled.descriptor, asked.descriptor)).to.be.above(0.02).and.below(0.2);
    const other = await adaIn(cropFace(ADA_IN_SAMPLE_3, 0.3));
    expect(distanceOf(enrolled.descriptor, other.descriptor), 'nearer to her other photo than one chip').to.be.below(
      distanceOf(asked.descriptor, other.descriptor),
    );
  });

  it('that make no numbers of a face leave it unusable', async () => {
    const native = await loadNativeNetworks(WEIGHTS_FOLDER, { threads: 1, precision: 'float32' });
    const describe = async (...given: Parameters<typeof native.describe>) =>
      (await native.describe(...given)).fill(Number.NaN, 5, 6);
    const wanted = { network: FACE_API_3, purpose: 'enrolling', isStored: true } as const;
    const photo = await cropFace(ADA_IN_SAMPLE_1, 0.3);
    const { faces } = await describePhoto(
      photo,
      { ...native, describe },
      { photoMegapixels: 50 },
      () => undefined,
      wanted,
    );
    expect(onlyOf(faces)).to.include({ network: 'face-api-3?' });
    expect(onlyOf(faces).descriptor).to.deep.equal(new Float32Array(128));
  });

  it('take what they don’t know for the preferred one', async () => {
    const { network } = await adaIn(cropFace(ADA_IN_SAMPLE_1, 0.3), { network: 'gone.net:0128:00112233' });
    expect(network).to.equal(firstOf(engine.networks).id);
  });

  it('cut chips that show more or less of the face’s surroundings, or their mirror image, around the same middle', () => {
    const size = 600;
    const data = Uint8Array.from({ length: size * size * 3 }, (_, i) => (Math.floor(i / 3) % size) / 3);
    // The mean face itself, 300 pixels wide: every landmark where the chip expects it.
    const raster = { data, width: size, height: size };
    const landmarks = meanFace(300, 150);
    const [whole, near, mirrored] = [
      { scale: 1, isMirrored: false },
      { scale: 0.5, isMirrored: false },
      { scale: 1, isMirrored: true },
    ].map((kind) => cutChips(raster, [landmarks], FACE_API_1, [kind]));
    const row = 75 * 150 * 3;
    const at = (chips: typeof whole, x: number) => elementAt(chips?.pixels ?? [], row + 3 * x);
    expect(at(near, 0)).to.be.closeTo((at(whole, 37) + at(whole, 38)) / 2, 1);
    expect(at(near, 149)).to.be.closeTo((at(whole, 111) + at(whole, 112)) / 2, 1);
    expect(at(mirrored, 0)).to.be.closeTo(at(whole, 149), 1e-3);
    expect(at(mirrored, 140)).to.be.closeTo(at(whole, 9), 1e-3);
    const small = cutChips(raster, [landmarks], { chipSize: 75, padding: FACE_API_1.padding });
    expect(small.pixels).to.have.length(75 * 75 * 3);
    expect(elementAt(small.pixels, 37 * 75 * 3)).to.be.closeTo((at(whole, 0) + at(whole, 1)) / 2, 1);
    const tight = cutChips(raster, [landmarks], { chipSize: 100, padding: 0 });
    expect(elementAt(tight.pixels, 50 * 100 * 3)).to.be.closeTo(at(whole, 25), 1);
    expect(FACE_API_3.enrolled).to.have.length(3);
  });
});

/** The landmarks of the mean face, so large and so far from the upper left corner. */
function meanFace(size: number, from: number) {
  return Array.from({ length: 68 }, (_, i) => ({
    x: from + size * (i < FIRST ? 0.5 : elementAt(MEAN_X, i - FIRST)),
    y: from + size * (i < FIRST ? 0.5 : elementAt(MEAN_Y, i - FIRST)),
  }));
}
