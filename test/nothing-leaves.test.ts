import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { globSync } from 'glob';
import { WEIGHTS_FOLDER } from '../src/engine/weights';
import { AppProcess } from './support/app-process';
import { signIn } from './support/browser';
import { FreshHome } from './support/fresh-home';
import { ADA_IN_SAMPLE_1, cropFace } from './support/photos';
import { facesOn, recognize } from './support/results';

const run = promisify(execFile);
const root = path.join(__dirname, '..');

describe('nothing leaves the machine', () => {
  let home: FreshHome;
  let app: AppProcess | undefined;

  beforeEach(() => {
    home = new FreshHome();
  });
  afterEach(async () => {
    await app?.kill();
    app = undefined;
    home.remove();
  });

  /** Runs a program from the project's folder. */
  const node = (program: string) =>
    run(process.execPath, ['-e', program], { cwd: root, env: { ...process.env, ...home.env } });

  for (const engine of ['native', 'wasm']) {
    it(`from a start to a recognition on the ${engine} engine: no file is written below HOME, no host is asked for`, async () => {
      app = await AppProcess.start({
        ...home.env,
        DATA_DIR: path.join(home.folder, 'data'),
        RECOGNITION_ENGINE: engine,
      });
      const result = await recognize(await signIn(app.url, 'Grace'), await cropFace(ADA_IN_SAMPLE_1));
      expect(facesOn(result)).to.have.length(1);
      app.child.kill('SIGTERM');
      expect(await app.ended).to.equal(0);
      home.expectUntouched(2);
    });
  }

  it('when the weights are made', async () => {
    const weights = path.join(home.folder, 'weights');
    mkdirSync(weights);
    cpSync(path.join(WEIGHTS_FOLDER, 'SHA256SUMS'), path.join(weights, 'SHA256SUMS'));
    const source = path.join(path.dirname(require.resolve('face-api.js/package.json')), 'model');
    await node(`require('ts-node/register/transpile-only');
      require('./scripts/make-weights').makeWeights(${JSON.stringify(source)}, ${JSON.stringify(weights)});`);
    home.expectUntouched(1);
  });

  it('and this test would see it: a look-up in a worker thread is noticed', async () => {
    await node(
      `new (require('node:worker_threads').Worker)("require('node:dns').lookup('a.invalid', () => {})", { eval: true })`,
    );
    expect(home.asked).to.deep.equal(['GETADDRINFOREQWRAP a.invalid']);
  });

  it('by ONNX Runtime: one file alone loads it, and turns its telemetry off first', () => {
    const files = globSync('{src,scripts,bench,test}/**/*.{ts,js}', { cwd: root });
    expect(files.length).to.be.above(300);
    const LOADS =
      /(?:\bimport\s*\(|\brequire(?:\.resolve)?\s*\(|^import (?!type\b)[^;]*\bfrom\s|^import\s)\s*['"]onnxruntime-/m;
    const loading = files.filter((file) =>
      LOADS.test(readFileSync(path.join(root, file), 'utf8').replaceAll("typeof import('onnx", '')),
    );
    expect(loading).to.deep.equal([path.join('src', 'engine', 'onnx-runtime.ts')]);
  });
});
