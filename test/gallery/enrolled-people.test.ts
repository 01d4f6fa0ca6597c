import { expect } from 'chai';
import type { KyselyPlugin } from 'kysely';
import pino from 'pino';
import { EnrolledPeople } from '../../src/gallery/enrolled-people';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { movedBy } from '../support/descriptors';
import { addPhotosOf, strangersFace, userIdOf } from '../support/people';

describe('EnrolledPeople', () => {
  let app: TestApp;
  let userId: number;
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
    userId = await userIdOf(app, this.currentTest?.title ?? '');
    enrolled = new EnrolledPeople(app.services.catalog.withPlugin(counter), pino({ level: 'silent' }));
  });

  const idOf = async (handle: string) => (await app.services.people.find(userId, handle)).id;

  it('finds the closest photos of many faces in one query', async () => {
    const faces = Array.from({ length: 40 }, () => strangersFace());
    const asked: Array<{ personId: number; face: Float32Array }> = [];
    const expected: string[] = [];
    for (const [i, face] of faces.entries()) {
      const { handle, photos } = await addPhotosOf(app, userId, `Person ${i}`, [{}, face]);
      asked.push({ personId: await idOf(handle), face: movedBy(face.descriptor, 0.2) });
      expected.push(photos[1]);
    }
    queries = 0;
    const found = await enrolled.closestPhotos(userId, [...asked, { personId: -1, face: faces[0].descriptor }]);
    expect(queries).to.equal(1);
    expect(found.map((each) => each?.imageName)).to.deep.equal([...expected, undefined]);
    expect(found[0]?.distance).to.be.closeTo(0.2, 1e-6);
  });

  it('asks nothing when there is no face', async () => {
    queries = 0;
    expect(await enrolled.closestPhotos(userId, [])).to.deep.equal([]);
    expect(queries).to.equal(0);
  });

  it('keeps the closest pair until the gallery changes', async () => {
    const face = strangersFace();
    await addPhotosOf(app, userId, 'Ada', [face]);
    await addPhotosOf(app, userId, 'Bea', [{}]);
    await addPhotosOf(app, userId, 'Cleo', [{ descriptor: movedBy(face.descriptor, 0.4) }]);
    const namesOf = async () => {
      const pair = await enrolled.closestPair(userId);
      return [pair?.one.name, pair?.other.name].sort();
    };
    expect(await namesOf()).to.deep.equal(['Ada', 'Cleo']);
    queries = 0;
    expect(await namesOf()).to.deep.equal(['Ada', 'Cleo']);
    expect(queries, 'nothing is read a second time').to.equal(0);
    const { handle } = await addPhotosOf(app, userId, 'Dora', [{ descriptor: movedBy(face.descriptor, 0.1) }]);
    await enrolled.refresh(userId, await idOf(handle));
    expect(await namesOf()).to.deep.equal(['Ada', 'Dora']);
  });

  it('passes over a photo whose descriptor is damaged, and sets it aside', async () => {
    const { handle, photos } = await addPhotosOf(app, userId, 'Ada', [{}, {}]);
    const { id } = await app.services.catalog
      .selectFrom('photos')
      .select('id')
      .where('imageName', '=', photos[0])
      .executeTakeFirstOrThrow();
    await app.services.catalog
      .updateTable('faces')
      .set({ descriptor: new Uint8Array(7) })
      .where('photoId', '=', id)
      .execute();
    const [closest] = await enrolled.closestPhotos(userId, [
      { personId: await idOf(handle), face: strangersFace().descriptor },
    ]);
    expect(closest?.imageName).to.equal(photos[1]);
    const { quarantined } = await app.services.catalog
      .selectFrom('photos')
      .select('quarantined')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(quarantined).to.equal('its descriptor is damaged');
  });
});
