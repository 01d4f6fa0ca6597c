import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { ZipFile } from '../../src/account/import/zip-file';
import { photoTooLarge } from '../../src/errors';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { Browser, signIn } from '../support/browser';
import { addPerson } from '../support/imports';
import { viewerOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';

describe('a download of everything', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;

  before(async () => {
    app = await startApp();
    [grace, eve] = [await signIn(app.url, 'Grace Hopper'), await signIn(app.url, 'Eve')];
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    await addPerson(grace, 'Somebody', samplePhoto(2)); // becomes a draft
    await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    await addPerson(eve, 'Bea of Eve', await cropFace(BEA));
  });
  after(() => app.close());

  const unzip = async (browser: Browser) => {
    const page = await browser.get('/account/export');
    expect([page.status, page.headers.get('Content-Type'), page.headers.get('Cache-Control')]).to.deep.equal([
      200,
      'application/zip',
      'private, no-store',
    ]);
    const file = path.join(app.dataDir, 'incoming', 'test.zip');
    await writeFile(file, page.bytes);
    const zip = await ZipFile.read(await open(file, 'r'), 1e9);
    try {
      const files = new Map<string, Buffer>();
      for (const entry of zip.entries) files.set(entry.name, await zip.unpack(entry, 1e9, () => photoTooLarge(1)));
      return { files, text: String(files.get('people.json')), whole: page.bytes };
    } finally {
      await zip.close();
    }
  };

  it('abuse 90: holds every photo as a picture, and JSON that anybody can read', async () => {
    const { files, text } = await unzip(grace);
    const photos = [...files].filter(([name]) => name.endsWith('.jpg'));
    expect(photos.map(([name]) => name.split('/')[0]).sort()).to.deep.equal(['Ada', 'recognitions', 'waiting']);
    for (const [name, bytes] of photos) expect((await sharp(bytes).metadata()).format, name).to.equal('jpeg');
    expect(text).to.match(/^\{\n?\s*"format":\s*"familiar-faces"/);
    const said = JSON.parse(text);
    expect([said.format, said.version, said.user]).to.deep.equal(['familiar-faces', 1, { name: 'Grace Hopper' }]);
    expect(said.people[0]).to.include({ name: 'Ada' });
    expect(said.people[0].photos[0].face.descriptor).to.have.length(128);
  });

  it('abuse 90: says nothing of this machine, nor of the account at the provider', async () => {
    const { text } = await unzip(grace);
    const user = await app.services.catalog
      .selectFrom('users')
      .innerJoin('galleries', 'ownerId', 'users.id')
      .select(['folder', 'subject', 'issuer'])
      .where('displayName', '=', 'Grace Hopper')
      .executeTakeFirstOrThrow();
    for (const secret of [user.folder, user.subject, user.issuer, app.dataDir, ...app.services.appSecrets])
      expect(text).not.to.include(secret);
  });

  it('abuse 90: holds only what is the owner’s, and needs a sign-in', async () => {
    const { files, whole } = await unzip(eve);
    expect([...files.keys()]).to.deep.equal(['Bea of Eve/Bea of Eve 1.jpg', 'people.json']);
    for (const name of ['Grace', 'Ada', 'Somebody']) expect(whole.includes(name), name).to.equal(false);
    expect((await unzip(grace)).whole.includes('Bea of Eve')).to.equal(false);
    expectRefusal(app, await new Browser(app.url).get('/account/export', { Accept: 'application/json' }), 401);
  });

  it('abuse 148: leaves no file with names or faces, whatever ends it: it has none from the start', async () => {
    const zip = await app.services.exporter.begin(await viewerOf(app, 'Grace Hopper'));
    await until(async () => zip.readableLength > 0);
    const left = () => readdirSync(path.join(app.dataDir, 'incoming')).filter((file) => file.endsWith('.txt'));
    expect(left()).to.deep.equal([]);
    zip.on('error', () => undefined).destroy();
    // Of its temporary file, which takes up space until it is closed, no descriptor is left.
    const opened = () =>
      readdirSync('/proc/self/fd')
        .map((each) => `/proc/self/fd/${each}`)
        .filter((each) => lstatSync(each, { throwIfNoEntry: false })) // not the one of this listing
        .map((each) => readlinkSync(each, 'utf8'))
        .filter((target) => target.startsWith(path.join(app.dataDir, 'incoming')));
    await until(async () => opened().length === 0);
    expect((await grace.get('/account/export')).bytes.length).to.be.above(1000);
    expect(left()).to.deep.equal([]);
  });

  it('abuse 90: is refused for a while to a user who begins several and reads none; others get theirs', async () => {
    const viewer = await viewerOf(app, 'Eve');
    const unread = await Promise.all([1, 2, 3].map(() => app.services.exporter.begin(viewer)));
    const refused = await eve.get('/account/export', { Accept: 'application/json' });
    expectRefusal(app, refused, 429);
    expect(refused.headers.get('Retry-After')).to.equal('10');
    expect((await unzip(grace)).files.size).to.be.above(0);
    for (const zip of unread) zip.on('error', () => undefined).destroy();
    await until(async () => (await eve.get('/account/export')).status === 200);
  });
});
