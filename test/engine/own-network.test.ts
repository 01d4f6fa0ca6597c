import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { EnginePool } from '../../src/engine/engine-pool';
import { readOwnNetwork } from '../../src/engine/own-network';
import { startApp, type TestApp } from '../support/app';
import { temporaryFolder } from '../support/app-process';
import { signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { addPerson } from '../support/imports';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, CLEO, cropFace, samplePhoto } from '../support/photos';
import { rejection } from '../support/rejection';
import { facesOn, recognize } from '../support/results';
import { TOY, weightsWith } from '../support/toy-network';

/** Three starts, each of which loads all networks. */
const PATIENCE_MS = 5 * 60_000;

describe('an operator’s own network', () => {
  const folders: string[] = [];
  const folder = (...files: Parameters<typeof weightsWith>) => {
    const made = weightsWith(...files);
    folders.push(made);
    return made;
  };
  after(() => {
    for (const each of folders) rmSync(each, { recursive: true });
  });
  const startIn = (weights: string, env: Record<string, string> = {}) =>
    startApp(env, { startEngine: (config, log) => EnginePool.start(config, log, weights) });
  const labels = (page: { text: string }) => facesOn(page).map(({ heading }) => heading);

  it('describes new galleries, and those of before after they were described anew; and the same backwards', async () => {
    const dataDir = temporaryFolder();
    const [plain, weights] = [folder({}, false), folder()];
    const restart = async (app: TestApp | undefined, where: string) => {
      await app?.stop();
      return startIn(where, { DATA_DIR: dataDir });
    };
    let app = await restart(undefined, plain);
    let ada = await signIn(app.url, 'Ada');
    await addPerson(ada, 'Ada', await cropFace(ADA_IN_SAMPLE_1, 0.3));
    await addPerson(ada, 'Cleo', await cropFace(CLEO, 0.3));
    expect(labels(await recognize(ada, samplePhoto(1)))).to.deep.equal(['Unknown', 'Cleo', 'Ada']);

    app = await restart(app, weights);
    const bea = await signIn(app.url, 'Bea');
    const network = (await galleryOf(app, 'Bea')).network;
    expect(network).to.match(/^toy:64:[0-9a-f]{8}$/);
    await addPerson(bea, 'Ada', await cropFace(ADA_IN_SAMPLE_1, 0.3));
    expect(labels(await recognize(bea, samplePhoto(1)))).to.deep.equal(['Unknown', 'Unknown', 'Ada']);
    const stored = await app.services.catalog.selectFrom('faces').selectAll().where('network', '=', network).execute();
    expect(firstOf(stored).descriptor).to.have.length(64 * 4);
    await app.services.redescription.settled();
    ada = await signIn(app.url, 'Ada');
    await ada.post('/settings/descriptions');
    await app.services.redescription.settled();
    expect((await galleryOf(app, 'Ada')).network).to.equal(network);
    expect(labels(await recognize(ada, samplePhoto(1)))).to.deep.equal(['Unknown', 'Cleo', 'Ada']);

    app = await restart(app, plain);
    await app.services.redescription.settled();
    for (const name of ['Ada', 'Bea']) expect((await galleryOf(app, name)).network, name).to.equal('face-api-3');
    ada = await signIn(app.url, 'Ada');
    expect(labels(await recognize(ada, samplePhoto(1)))).to.deep.equal(['Unknown', 'Cleo', 'Ada']);
    await app.close();
  }).timeout(PATIENCE_MS);

  it('is another one when anything changes that its numbers depend on, and the same otherwise', async () => {
    const idOf = async (changed: object) =>
      (await readOwnNetwork(folder({ 'a.network.json': { ...TOY, ...changed } })))?.id;
    const id = await idOf({});
    expect(await idOf({ name: 'Another name', license: 'MIT' })).to.equal(id);
    expect(await idOf({ distances: { ...TOY.distances, sure: 0.2 } })).to.equal(id);
    for (const changed of [
      { chip: { size: 112, padding: 0.25 } },
      { normalize: false },
      { distances: { ...TOY.distances, evenOdds: 1 } },
      { input: { ...TOY.input, colors: 'RGB' } },
      { chips: { enrolled: [{ scale: 1, mirrored: true }] } },
    ])
      expect(await idOf(changed), JSON.stringify(changed)).to.not.equal(id);
    expect(await readOwnNetwork(folder({}, false))).to.equal(undefined);
  });

  const wrong: Array<[string, Record<string, unknown>, string]> = [
    ['no JSON', { 'a.network.json': '{' }, 'weights/a.network.json: it is no JSON.'],
    ['no object', { 'a.network.json': [] }, 'weights/a.network.json: it must be an object.'],
    [
      'a length that is none',
      { 'a.network.json': { ...TOY, length: '64' } },
      'length must be a whole number from 8 to 4096.',
    ],
    [
      'a chip without a size',
      { 'a.network.json': { ...TOY, chip: { padding: 0 } } },
      'chip.size must be a whole number from 32 to 512.',
    ],
    ['another alignment', { 'a.network.json': { ...TOY, alignment: 'five points' } }, 'alignment must be "dlib".'],
    ['a misspelt field', { 'a.network.json': { ...TOY, lenght: 64 } }, 'lenght is not known here.'],
    [
      'a graph that is missing',
      { 'a.network.json': { ...TOY, file: 'gone.onnx' } },
      'file is gone.onnx, which is missing.',
    ],
    [
      'a path',
      { 'a.network.json': { ...TOY, file: '../toy.onnx' } },
      'file must be the name of a file in the same folder',
    ],
    ['two networks', { 'a.network.json': TOY, 'b.network.json': TOY }, 'there is already a.network.json'],
  ];
  for (const [what, files, message] of wrong)
    it(`keeps the app from starting with ${what}, in one sentence`, async () => {
      const error = await rejection(readOwnNetwork(folder(files)));
      expect(error.message)
        .to.include(message)
        .and.match(/^weights\/[ab]\.network\.json: [^\n]+\.$/);
    });

  it('keeps the app from starting when it makes other numbers than it says, or can’t be loaded', async () => {
    const other = folder({ 'a.network.json': { ...TOY, length: 128 } });
    expect((await rejection(startIn(other))).message).to.include('makes 64 numbers of a chip, not 128');
    const damaged = folder({ 'a.network.json': TOY, 'toy.onnx': 'no graph' }, false);
    expect((await rejection(startIn(damaged))).message).to.match(/^weights\/toy\.onnx: it can't be used \(/);
  });

  it('isn’t used on WebAssembly, which is said at the start', async () => {
    const app = await startIn(folder(), { RECOGNITION_ENGINE: 'wasm' });
    const said = app.logged.find(({ msg }) => String(msg).includes('toy.onnx'));
    expect(said).to.include({ level: 40 });
    await signIn(app.url, 'Grace');
    expect((await galleryOf(app, 'Grace')).network).to.equal('face-api-3');
    await app.close();
  });
});
