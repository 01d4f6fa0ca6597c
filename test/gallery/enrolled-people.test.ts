import { expect } from 'chai';
import type { KyselyPlugin } from 'kysely';
import pino from 'pino';
import type { Described } from '../../src/catalog/descriptors';
import { EnrolledPeople } from '../../src/gallery/enrolled-people';
import type { Gallery } from '../../src/gallery/galleries';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { movedBy } from '../support/descriptors';
import { elementAt, firstOf } from '../support/elements';
import { addPhotosOf, galleryOf, strangersFace } from '../support/people';

describe('EnrolledPeople', () => {
  let app: TestApp;
  let gallery: Gallery;
  let queries = 0;
  let enrolled: EnrolledPeople;

  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      queries++;
      return node;
    },
    transformResult: async ({ result }) => result,
  };

  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  beforeEach(async function () {
    await signIn(app.url, this.currentTest?.title ?? '');
    gallery = await galleryOf(app, this.currentTest?.title ?? '');
    enrolled = new EnrolledPeople(app.services.catalog.withPlugin(counter), pino({ level: 'silent' }));
  });

  const idOf = async (handle: string) => (await app.services.people.find(gallery, handle)).id;

  it('finds the closest photos of many faces in one query', async () => {
    const faces = Array.from({ length: 40 }, () => strangersFace());
    const asked: Array<{ personId: number; face: Described }> = [];
    const expected: string[] = [];
    for (const [i, face] of faces.entries()) {
      const { handle, photos } = await addPhotosOf(app, gallery, `Person ${i}`, [{}, face]);
      asked.push({ personId: await idOf(handle), face: { ...face, descriptor: movedBy(face.descriptor, 0.2) } });
      expected.push(elementAt(photos, 1));
    }
    queries = 0;
    const found = await enrolled.closestPhotos(gallery, [...asked, { personId: -1, face: firstOf(faces) }]);
    expect(queries).to.equal(1);
    expect(found.map((each) => each?.imageName)).to.deep.equal([...expected, undefined]);
    expect(found[0]?.distance).to.be.closeTo(0.2, 1e-6);
  });

  it('makes no query when there is no face', async () => {
    queries = 0;
    expect(await enrolled.closestPhotos(gallery, [])).to.deep.equal([]);
    expect(queries).to.equal(0);
  });

  it('keeps the closest pair until the gallery changes', async () => {
    const face = strangersFace();
    await addPhotosOf(app, gallery, 'Ada', [face]);
    await addPhotosOf(app, gallery, 'Bea', [{}]);
    await addPhotosOf(app, gallery, 'Cleo', [{ descriptor: movedBy(face.descriptor, 0.4) }]);
    const namesOf = async () => {
      const [pair] = (await enrolled.closeness(gallery, 0.5)).pairs;
      return [pair?.one.name, pair?.other.name].sort();
    };
    expect(await namesOf()).to.deep.equal(['Ada', 'Cleo']);
    queries = 0;
    expect(await namesOf()).to.deep.equal(['Ada', 'Cleo']);
    expect(queries, 'only whether the gallery has changed').to.equal(1);
    await addPhotosOf(app, gallery, 'Dora', [{ descriptor: movedBy(face.descriptor, 0.1) }]);
    expect(await namesOf()).to.deep.equal(['Ada', 'Dora']);
  });

  it('skips a photo whose descriptor is damaged, and quarantines it', async () => {
    const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    const { id } = await app.services.catalog
      .selectFrom('photos')
      .select('id')
      .where('imageName', '=', firstOf(photos))
      .executeTakeFirstOrThrow();
    await app.services.catalog
      .updateTable('faces')
      .set({ descriptor: new Uint8Array(7) })
      .where('photoId', '=', id)
      .execute();
    const [closest] = await enrolled.closestPhotos(gallery, [{ personId: await idOf(handle), face: strangersFace() }]);
    expect(closest?.imageName).to.equal(photos[1]);
    const isQuarantined = async () => {
      const photos = app.services.catalog.selectFrom('photos').select('quarantined').where('id', '=', id);
      return (await photos.executeTakeFirstOrThrow()).quarantined === 'its descriptor is damaged';
    };
    await until(isQuarantined); // happens beside the answer
  });
});
