import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { makeWeights } from '../../scripts/make-weights';
import { WEIGHTS_FOLDER } from '../../src/engine/weights';
import { elementAt } from '../support/elements';
import { rejection } from '../support/rejection';

const PUBLISHED = path.join(path.dirname(require.resolve('face-api.js/package.json')), 'model');

describe('npm run weights', () => {
  let source: string;
  let folder: string;

  beforeEach(() => {
    source = mkdtempSync(path.join(tmpdir(), 'source-'));
    folder = mkdtempSync(path.join(tmpdir(), 'weights-'));
    cpSync(PUBLISHED, source, { recursive: true });
    copyFileSync(path.join(WEIGHTS_FOLDER, 'SHA256SUMS'), path.join(folder, 'SHA256SUMS'));
  });
  afterEach(() => {
    for (const made of [source, folder]) rmSync(made, { recursive: true });
  });

  it('makes the files that SHA256SUMS lists, the same bytes each time', async () => {
    await makeWeights(source, folder);
    const listed = readFileSync(path.join(WEIGHTS_FOLDER, 'SHA256SUMS'), 'utf8').trim().split('\n');
    const made = readdirSync(folder).filter((file) => file !== 'SHA256SUMS');
    expect(listed.map((line) => line.split(/\s+/)[1]).sort()).to.deep.equal(made.sort());
    expect(made.filter((file) => file.endsWith('.onnx'))).to.have.length(7);

    const first = made.map((file) => readFileSync(path.join(folder, file)));
    await makeWeights(source, folder);
    for (const [i, file] of made.entries())
      expect(elementAt(first, i).equals(readFileSync(path.join(folder, file))), file).to.equal(true);
  });

  it('refuses a source file with one wrong bit, and names it', async () => {
    const file = path.join(source, 'face_recognition_model.bin');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(1_000_000) ^ 1, 1_000_000);
    writeFileSync(file, bytes);
    const { name, message } = await rejection(makeWeights(source, folder));
    expect(name).to.equal('DamagedWeightsError');
    expect(message).to.include('face_recognition_model.bin');
  });

  it('refuses a source file that was cut short', async () => {
    truncateSync(path.join(source, 'ssd_mobilenetv1_model.bin'), 5_000_000);
    expect((await rejection(makeWeights(source, folder))).message).to.equal(
      'ssd_mobilenetv1_model.bin is damaged: 5000000 bytes instead of 5616957',
    );
  });

  it('names a source file that is missing', async () => {
    unlinkSync(path.join(source, 'face_landmark_68_model-weights_manifest.json'));
    expect((await rejection(makeWeights(source, folder))).message).to.include(
      'face_landmark_68_model-weights_manifest.json',
    );
  });
});
