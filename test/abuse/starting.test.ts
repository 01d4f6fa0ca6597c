import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp } from '../support/app';
import { AppProcess, freePort, temporaryFolder, until } from '../support/app-process';
import { signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { photosOf } from '../support/gallery';
import { BEA, cropFace, photoForm } from '../support/photos';
import { BOUNDARY, beginUpload } from '../support/raw-upload';

const root = path.join(__dirname, '..', '..');

/** Replaces a file, which is a link to the real one, so that the real one stays. */
function replaceByText(weights: string): void {
  unlinkSync(weights);
  writeFileSync(weights, 'not weights');
}

describe('the start, with wrong weights', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    for (const each of ['server.js', 'check-node.js', 'src', 'package.json', 'tsconfig.json'])
      cpSync(path.join(root, each), path.join(folder, each), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'weights'));
    for (const file of readdirSync(path.join(root, 'weights')))
      symlinkSync(path.join(root, 'weights', file), path.join(folder, 'weights', file));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, file, change] of [
    ['missing', 'ssd_mobilenetv1_model.onnx', unlinkSync],
    ['damaged', 'face_recognition_model.bin', replaceByText],
  ] as const) {
    it(`abuse 81: fails and names the file, when one is ${what}`, async () => {
      change(path.join(folder, 'weights', file));
      const dataDir = path.join(folder, 'data');
      const app = new AppProcess({ PORT: String(await freePort()), DATA_DIR: dataDir }, folder);
      expect(await app.ended).to.equal(1);
      expect(app.printed).to.equal(`weights/${file} is missing or damaged: run npm run weights\n`);
    });
  }
});

describe('the start, after a crash', () => {
  it('abuse 84: sweeps what was being received or written, and nothing else', async () => {
    const dataDir = temporaryFolder();
    const app = await AppProcess.start({ DATA_DIR: dataDir });
    try {
      const grace = await signIn(app.url, 'Grace');
      await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
      const photo = onlyOf(await photosOf(grace));
      const kept = filesBelow(dataDir).filter((file) => !file.includes('.sqlite'));
      const upload = beginUpload(grace, '/images', { 'Content-Length': 500_000 });
      upload.on('error', () => {});
      upload.write(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n${'x'.repeat(1000)}`,
      );
      await until(() => readdirSync(path.join(dataDir, 'incoming')).length > 0);
      await app.kill();
      const temporary = ['uploads', 'recognitions', 'drafts', 'imports'].map((place) =>
        path.join(dataDir, place, 'user', 'photo.jpg.123456.tmp'),
      );
      for (const file of temporary) {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, 'half a photo');
      }
      const again = await startApp({ DATA_DIR: dataDir });
      try {
        expect(temporary.filter((file) => existsSync(file))).to.deep.equal([]);
        expect(filesBelow(dataDir).filter((file) => !file.includes('.sqlite'))).to.deep.equal(kept);
        const browser = await signIn(again.url, 'Grace');
        expect((await browser.get(photo)).status).to.equal(200);
      } finally {
        await again.stop();
      }
    } finally {
      await app.kill();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
