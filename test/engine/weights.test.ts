import { cpSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { checkWeights, WEIGHTS_FOLDER } from '../../src/engine/weights';
import { rejection } from '../support/rejection';

describe('checkWeights', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'weights-'));
    cpSync(WEIGHTS_FOLDER, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('accepts what was installed', () => checkWeights(folder));

  it('names a damaged file, and the remedy', async () => {
    writeFileSync(path.join(folder, 'face_recognition_model.bin'), 'not weights');
    expect((await rejection(checkWeights(folder))).message).to.equal(
      'weights/face_recognition_model.bin is missing or damaged: run npm run weights',
    );
  });

  it('names a missing file', async () => {
    unlinkSync(path.join(folder, 'ssd_mobilenetv1_model.bin'));
    expect((await rejection(checkWeights(folder))).message).to.include('weights/ssd_mobilenetv1_model.bin is missing');
  });
});
