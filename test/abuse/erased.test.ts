import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { photosOf } from '../support/gallery';
import { addPerson } from '../support/imports';
import { addPhotosOf, galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, samplePhoto } from '../support/photos';
import { facesOn, recognize } from '../support/results';

describe('what was deleted, byte by byte', () => {
  let app: TestApp;
  let grace: Browser;

  beforeEach(async () => {
    app = await startApp();
    grace = await signIn(app.url, 'Grace');
  });
  afterEach(() => app.close());

  const holding = (trace: Uint8Array | string) =>
    filesBelow(app.dataDir).filter((file) =>
      readFileSync(path.join(app.dataDir, file)).includes(Buffer.from(trace as Uint8Array)),
    );
  /** What a table has of faces. */
  const descriptorsIn = async (table: 'faces' | 'recognizedFaces' | 'draftFaces' | 'verdicts' | 'ignoredFaces') =>
    (await app.services.catalog.selectFrom(table).select('descriptor').execute()).map(({ descriptor }) => descriptor);
  /** Each trace is on the disk; the request takes it away, and it is gone as soon as that is answered. */
  const expectGone = async (traces: ReadonlyArray<Uint8Array | string>, address: string, form = {}) => {
    expect(traces.length).to.be.above(0);
    for (const trace of traces) expect(holding(trace), `before ${address}`).not.to.deep.equal([]);
    const answer = await grace.post(address, form);
    expect(answer.status, `${address}: ${answer.text}`).to.equal(303);
    await grace.follow(answer); // shows the notice, which may have the name
    for (const trace of traces) expect(holding(trace), `after ${address}`).to.deep.equal([]);
  };

  it('abuse 99: a photo, a person, a name that was replaced', async () => {
    await addPerson(grace, 'Ada Unmistakable', await cropFace(ADA_IN_SAMPLE_1));
    const gallery = await galleryOf(app, 'Grace');
    const { handle } = await addPhotosOf(app, gallery, 'Bea Inimitable', [{}, {}]);
    await expectGone(['Bea Inimitable', 'bea inimitable'], `/people/${handle}/rename`, { name: 'Cleo Incomparable' });
    const [photo = ''] = await photosOf(grace);
    const { descriptor } = await app.services.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .select('descriptor')
      .where('imageName', '=', path.basename(photo))
      .executeTakeFirstOrThrow();
    await expectGone(['Ada Unmistakable', descriptor], photo.replace('/images/', '/images/actions/delete/'));
    await expectGone(['Cleo Incomparable', ...(await descriptorsIn('faces'))], `/people/${handle}/delete`);
  });

  it('abuse 99: a draft, a result, what was said of its faces, and all results', async () => {
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    await addPerson(grace, 'Dora Unforgettable', samplePhoto(1)); // becomes a draft
    const { id } = await app.services.catalog.selectFrom('drafts').select('id').executeTakeFirstOrThrow();
    await expectGone(['Dora Unforgettable', ...(await descriptorsIn('draftFaces'))], `/drafts/${id}/discard`);
    const page = await recognize(grace, samplePhoto(3));
    const [one, , other] = facesOn(page);
    await grace.post(`${one?.url}ignore`);
    const ada = await app.services.people.findNamed(await galleryOf(app, 'Grace'), 'Ada');
    await grace.post(`${other?.url}reject`, { person: ada?.handle ?? '' });
    const [ignored, rejected] = [onlyOf(await descriptorsIn('ignoredFaces')), onlyOf(await descriptorsIn('verdicts'))];
    const others = (await descriptorsIn('recognizedFaces')).filter(
      (each) => !Buffer.from(each).equals(ignored) && !Buffer.from(each).equals(rejected),
    );
    await expectGone(others, `/recognition/actions/delete/${new URL(page.url).pathname.split('/').at(-1)}`);
    await expectGone([ignored], '/ignored/actions/remove-all');
    await expectGone([rejected], `/people/${ada?.handle}/delete`);
    await recognize(grace, samplePhoto(2));
    await expectGone(await descriptorsIn('recognizedFaces'), '/recognition/actions/delete-all');
  });

  it('abuse 99: although another program reads the database: as soon as it has finished', async () => {
    await addPerson(grace, 'Bea Inimitable', await cropFace(BEA));
    const reader = new DatabaseSync(path.join(app.dataDir, 'catalog.sqlite'));
    reader.exec('BEGIN');
    reader.prepare('select count(*) from people').all();
    const [photo = ''] = await photosOf(grace);
    await grace.follow(await grace.post(photo.replace('/images/', '/images/actions/delete/')));
    expect(holding('Bea Inimitable'), 'the reader still sees her').not.to.deep.equal([]);
    reader.exec('COMMIT');
    reader.close();
    await until(() => holding('Bea Inimitable').length === 0);
  });

  it('abuse 99: what a run that crashed has left in the log, at the next start', async () => {
    await app.stop();
    const crashed = new DatabaseSync(path.join(app.dataDir, 'catalog.sqlite'));
    crashed.exec('PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON');
    crashed.exec(
      "insert into people (galleryId, name, nameKey, searchKey, handle, createdAt) select id, 'Late Ada', 'x', 'x', 'x', 0 from galleries",
    );
    crashed.exec("delete from people where name = 'Late Ada'");
    expect(holding('Late Ada'), 'in the log').not.to.deep.equal([]);
    const again = await startApp({ DATA_DIR: app.dataDir });
    try {
      expect(holding('Late Ada')).to.deep.equal([]);
    } finally {
      crashed.close();
      await again.stop();
    }
  });
});
