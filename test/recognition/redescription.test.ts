import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Catalog } from '../../src/catalog/catalog';
import { distanceOf, fromBytes } from '../../src/catalog/descriptors';
import type { Gallery } from '../../src/gallery/galleries';
import { changeGallery } from '../../src/gallery/gallery-changes';
import { startApp, type TestApp } from '../support/app';
import { temporaryFolder } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { elementAt, firstOf, onlyOf } from '../support/elements';
import { addPerson, beginImport, finishedImport } from '../support/imports';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, CLEO, cropFace, samplePhoto } from '../support/photos';
import { facesOn, recognize } from '../support/results';

const OLD = 'face-api-1';
const NEW = 'face-api-3';

/** Makes everything of a gallery what it was before there were three chips: the gallery's network counts, and all photos come in by it. */
async function makeOld({ services: { catalog } }: TestApp, gallery: Gallery): Promise<void> {
  await catalog.updateTable('galleries').set({ network: OLD }).where('id', '=', gallery.id).execute();
}

const TABLES = ['faces', 'recognizedFaces', 'draftFaces', 'verdicts', 'ignoredFaces'] as const;

/** The networks of all descriptors, by their tables, and how many next ones there are. */
async function networksIn(catalog: Catalog): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await catalog.selectFrom(table).select(['network', 'nextNetwork', 'nextDescriptor']).execute();
    found[table] = rows.map(
      ({ network, nextNetwork, nextDescriptor }) =>
        network + (nextNetwork === null ? '' : `→${nextDescriptor ? nextNetwork : 'none'}`),
    );
  }
  return found;
}

describe('describing faces anew', () => {
  let app: TestApp;
  let grace: Browser;
  let gallery: Gallery;
  let dataDir: string;
  const catalog = () => app.services.catalog;
  const settled = () => app.services.redescription.settled();
  const now = () => galleryOf(app, 'Grace');

  beforeEach(async () => {
    dataDir = temporaryFolder();
    app = await startApp({ DATA_DIR: dataDir });
    grace = await signIn(app.url, 'Grace');
    gallery = await now();
    await settled();
    await makeOld(app, gallery);
  });
  afterEach(async () => {
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Ada and Bea by their photos, a result with both, a question about Cleo, and what was said of faces. */
  async function fill(): Promise<string> {
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1, 0.3));
    await addPerson(grace, 'Bea', await cropFace(BEA, 0.3));
    await addPerson(grace, 'Cleo', samplePhoto(3)); // several faces: it waits
    const result = await recognize(grace, samplePhoto(1));
    const [first, second, third] = facesOn(result);
    await grace.post(`${first?.url}ignore`);
    await grace.post(`${third?.url}confirm`, { person: await handleOf('Ada') });
    await grace.post(`${second?.url}reject`, { person: await handleOf('Ada') });
    return `/recognition/${/recognition\/([a-z0-9]+)/.exec(first?.url ?? '')?.[1]}`;
  }
  /** Makes a person's old descriptor that of another face of the result, as a network that can't tell the two apart would. */
  async function mistake(name: string, position: number): Promise<void> {
    const face = await catalog()
      .selectFrom('recognizedFaces')
      .select('descriptor')
      .where('position', '=', position)
      .executeTakeFirstOrThrow();
    await changeGallery(catalog(), gallery.id, async (trx, touch) => {
      const { id } = await trx.selectFrom('people').select('id').where('name', '=', name).executeTakeFirstOrThrow();
      const photos = trx.selectFrom('photos').select('id').where('personId', '=', id);
      await trx.updateTable('faces').set(face).where('photoId', 'in', photos).execute();
      touch(id);
    });
  }
  const handleOf = async (name: string) => (await app.services.people.findNamed(gallery, name))?.handle ?? '';
  const labels = async (url: string) => facesOn(await grace.open(url)).map(({ heading }) => heading);

  it('keeps what was said, covers and questions, and compares nothing of both networks', async () => {
    const url = await fill();
    const before = await labels(url);
    expect(await networksIn(catalog())).to.deep.include({
      faces: [OLD, OLD],
      verdicts: [OLD, OLD],
      ignoredFaces: [OLD],
    });
    const { coverPhotoId } = await catalog().selectFrom('people').select('coverPhotoId').executeTakeFirstOrThrow();

    app.services.redescription.wake(gallery.id);
    await settled();
    const progress = app.services.redescription.progressOf(await now());
    if (progress) await app.services.redescription.use(gallery);
    await settled();

    expect((await now()).network).to.equal(NEW);
    const networks = await networksIn(catalog());
    for (const table of TABLES) expect(networks[table], table).to.deep.equal(networks[table]?.map(() => NEW));
    expect(networks['draftFaces']).to.have.length(3);
    const rows = await catalog().selectFrom('faces').select('chips').execute();
    expect(rows.map(({ chips }) => chips)).to.deep.equal([3, 3]);
    expect(await labels(url)).to.deep.equal(before);
    expect((await grace.open('/drafts')).text).to.include('Cleo');
    const cover = await catalog().selectFrom('people').select('coverPhotoId').executeTakeFirstOrThrow();
    expect(cover.coverPhotoId).to.equal(coverPhotoId);
    const [verdict] = await catalog().selectFrom('verdicts').selectAll().where('isPerson', '=', 1).execute();
    const faces = await catalog().selectFrom('recognizedFaces').selectAll().orderBy('position').execute();
    expect(verdict?.descriptor, 'of the face it is about').to.deep.equal(elementAt(faces, 2).descriptor);
    expect((await grace.open('/settings')).text).to.not.include('described anew');
  });

  it('goes on with what is left after the app has stopped in the middle', async () => {
    await fill();
    for (let i = 0; i < 4; i++) await recognize(grace, samplePhoto(4));
    const { redescription } = app.services;
    redescription.wake(gallery.id);
    while (!(await networksIn(catalog()))['faces']?.some((each) => each.includes('→')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await app.stop();
    app = await startApp({ DATA_DIR: dataDir });
    grace = await signIn(app.url, 'Grace');
    const left = await networksIn(catalog());
    expect(left['faces'], 'some were done').to.include(`${OLD}→${NEW}`);
    expect(left['recognizedFaces'], 'and some not').to.include(OLD);
    await settled();
    expect((await now()).network === NEW || app.services.redescription.wouldChange(await now()) !== undefined).to.equal(
      true,
    );
    for (const each of Object.values(await networksIn(catalog())).flat()) expect(each).to.not.equal(OLD);
  });

  it('says what would change, and changes it once the user says so', async () => {
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1, 0.3));
    await addPerson(grace, 'Dora', await cropFace(CLEO, 0.3));
    const [first] = facesOn(await recognize(grace, samplePhoto(1)));
    const url = `/recognition/${/recognition\/([a-z0-9]+)/.exec(first?.url ?? '')?.[1]}`;
    expect(await labels(url)).to.deep.equal(['Unknown', 'Dora', 'Ada']);
    await mistake('Dora', 0);
    expect(await labels(url), 'for the old descriptors').to.deep.equal(['Dora', 'Unknown', 'Ada']);

    app.services.redescription.wake(gallery.id);
    await settled();
    expect(app.services.redescription.wouldChange(await now())).to.deep.equal({ names: 2, photos: 0 });
    const settings = await grace.open('/settings');
    expect(settings.text).to.include('Your faces were described anew').and.include('Dora');
    expect((await grace.open('/')).text).to.include('/settings#anew-title');
    expect(await labels(url), 'not yet').to.deep.equal(['Dora', 'Unknown', 'Ada']);

    const done = await grace.follow(await grace.post('/settings/descriptions'));
    expect(done.text).to.include('The new descriptions are used from now on.');
    expect(await labels(url)).to.deep.equal(['Unknown', 'Dora', 'Ada']);
    expect((await grace.open('/')).text).to.not.include('/settings#anew-title');
  });

  it('says how many photos stay behind, and loses nothing of theirs', async () => {
    await fill();
    const rows = await catalog().selectFrom('photos').select(['id', 'path']).orderBy('id').execute();
    rmSync(path.join(dataDir, 'uploads', firstOf(rows).path));
    const before = await catalog()
      .selectFrom('faces')
      .select('descriptor')
      .where('photoId', '=', firstOf(rows).id)
      .execute();
    app.services.redescription.wake(gallery.id);
    await settled();
    expect(app.services.redescription.wouldChange(await now())).to.include({ photos: 1 });
    expect((await grace.open('/settings')).text).to.include('1 photo couldn’t be described anew');
    await grace.post('/settings/descriptions');
    await settled();
    const [kept] = await catalog().selectFrom('faces').selectAll().where('photoId', '=', firstOf(rows).id).execute();
    expect(kept).to.include({ network: OLD });
    expect(kept?.descriptor).to.deep.equal(onlyOf(before).descriptor);
    app.services.redescription.wake(gallery.id);
    await settled();
    expect((await now()).network, 'it isn’t tried without end').to.equal(NEW);
  });

  it('forgets what is deleted meanwhile, and takes in what comes meanwhile', async () => {
    await fill();
    const { redescription } = app.services;
    redescription.wake(gallery.id);
    await grace.post(`/people/${await handleOf('Bea')}/delete`);
    await addPerson(grace, 'Eve', await cropFace(CLEO, 0.3));
    await settled();
    redescription.wake(gallery.id);
    await settled();
    if (redescription.wouldChange(await now())) await redescription.use(gallery);
    await settled();
    const faces = await catalog()
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'photoId')
      .innerJoin('people', 'people.id', 'personId')
      .select(['people.name', 'network', 'chips', 'nextDescriptor'])
      .orderBy('people.name')
      .execute();
    expect(faces).to.deep.equal(['Ada', 'Eve'].map((name) => ({ name, network: NEW, chips: 3, nextDescriptor: null })));
  });

  it('keeps no trace of a person who is deleted before the new descriptors count', async () => {
    await fill();
    await mistake('Bea', 1); // so that it isn't used by itself
    app.services.redescription.wake(gallery.id);
    await settled();
    const both = await catalog()
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'photoId')
      .innerJoin('people', 'people.id', 'personId')
      .select('nextDescriptor')
      .where('people.name', '=', 'Ada')
      .executeTakeFirstOrThrow();
    const next = Buffer.from(both.nextDescriptor ?? new Uint8Array());
    const holding = () =>
      readdirSync(dataDir)
        .filter((file) => file.startsWith('catalog.sqlite'))
        .filter((file) => readFileSync(path.join(dataDir, file)).includes(next.subarray(0, 64)));
    expect(next).to.have.length(512);
    expect(holding()).to.not.deep.equal([]);
    await grace.post(`/people/${await handleOf('Ada')}/delete`);
    expect(holding()).to.deep.equal([]);
  });

  it('switches an empty gallery at once', async () => {
    app.services.redescription.wake(gallery.id);
    await settled();
    expect((await now()).network).to.equal(NEW);
  });

  it('describes a face of a result by three chips once it is a photo', async () => {
    await catalog().updateTable('galleries').set({ network: NEW }).where('id', '=', gallery.id).execute();
    gallery = await now();
    const [face] = facesOn(await recognize(grace, samplePhoto(1)));
    await grace.post(`${face?.url}name`, { name: 'Ada' });
    await settled();
    const [stored] = await catalog().selectFrom('faces').selectAll().execute();
    const [asked] = await catalog().selectFrom('recognizedFaces').selectAll().where('position', '=', 0).execute();
    expect(stored).to.include({ network: NEW, chips: 3, nextNetwork: null });
    expect(asked).to.include({ network: NEW, chips: 1 });
    const read = (row: typeof stored | typeof asked) =>
      fromBytes(row?.descriptor ?? new Uint8Array(), NEW) ?? new Float32Array();
    expect(distanceOf(read(stored), read(asked)))
      .to.be.above(0)
      .and.below(0.2);
    const verdict = await catalog().selectFrom('verdicts').select('descriptor').executeTakeFirstOrThrow();
    expect(verdict.descriptor).to.deep.equal(stored?.descriptor);
  });

  it('keeps which answer made a photo, through an export from before', async () => {
    const [face] = facesOn(await recognize(grace, samplePhoto(1)));
    await grace.post(`${face?.url}name`, { name: 'Ada' });
    const { bytes } = await grace.get('/account/export');
    const other = await signIn(app.url, 'Other');
    expect((await galleryOf(app, 'Other')).network).to.equal(NEW);
    await finishedImport(other, await beginImport(other, bytes));
    const { id } = await galleryOf(app, 'Other');
    const photos = await catalog()
      .selectFrom('photos')
      .innerJoin('verdicts', 'verdicts.id', 'photos.verdictId')
      .select('isPerson')
      .where('photos.galleryId', '=', id)
      .execute();
    expect(photos).to.deep.equal([{ isPerson: 1 }]);
  });
});
