import { expect } from 'chai';
import { leaveGalleries } from '../../src/gallery/departures';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { makeGallery, personalGalleryOf, setRole, userId } from '../support/members';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';

const confirmed = { confirm: 'yes' };

describe('deleting the account of a member', () => {
  let app: TestApp;
  let grace: Browser;
  let ed: Browser;
  let ada: Buffer;

  before(async () => {
    app = await startApp();
    ada = await cropFace(ADA_IN_SAMPLE_1);
    grace = await signIn(app.url, 'Grace');
    ed = await signIn(app.url, 'Ed');
    await signIn(app.url, 'Vera');
  });
  after(() => app.close());

  it('abuse 227: leaves the galleries of others to them, with what was added, and takes what is the user’s own', async () => {
    const { catalog } = app.services;
    const family = await makeGallery(app, 'Grace', 'Family', { Vera: 'viewer', Ed: 'editor' });
    const alone = await makeGallery(app, 'Grace', 'Alone');
    const personal = await personalGalleryOf(app, 'Grace');
    await setRole(app, personal, 'Vera', 'viewer');
    const home = `/g/${family.handle}`;
    await grace.post(`${home}/images`, photoForm([['ada.jpg', ada]], { name: 'Ada' }));
    const answer = await grace.post(`${home}/recognition`, photoForm([['group.jpg', samplePhoto(1)]]));
    const result = new URL(answer.location ?? '', app.url).pathname;
    await grace.post(`${result}/share`);
    await grace.post(`${home}/keys`, { name: 'Camera', end: '', 'people:read': 'yes' });
    const page = await grace.get('/account/delete');
    expect(page.text).to.include('<bdi>Alone</bdi>').and.include('passes to <bdi>Ed</bdi>');
    expect(page.text).to.include('<bdi>Grace’s gallery</bdi>');

    expect((await grace.post('/account/delete', confirmed)).status).to.equal(303);
    expect((await ed.get(`${home}/`)).text).to.include('Ada');
    expect((await ed.get(result)).status).to.equal(404);
    const left = await catalog.selectFrom('galleries').select(['id', 'name', 'ownerId', 'personalOf']).execute();
    expect(left.map(({ id }) => id)).not.to.include(alone.id);
    const [edId, veraId] = [await userId(app, 'Ed'), await userId(app, 'Vera')];
    expect(left).to.deep.include({ id: family.id, name: 'Family', ownerId: edId, personalOf: null });
    expect(left).to.deep.include({ id: personal.id, name: 'Grace’s gallery', ownerId: veraId, personalOf: null });
    expect((await ed.get(`${home}/members`)).status, 'an owner now').to.equal(200);
    for (const table of ['recognitions', 'apiKeys'] as const)
      expect(await catalog.selectFrom(table).selectAll().execute(), table).to.deep.equal([]);
    const photo = await catalog.selectFrom('photos').select('addedBy').executeTakeFirstOrThrow();
    expect(photo.addedBy).to.equal(null);
  });

  it('abuse 227: passes a gallery to somebody suspended only if there is nobody else', async () => {
    const { catalog, accounts } = app.services;
    const id = await userId(app, 'Ed');
    const club = await makeGallery(app, 'Ed', 'Club', { Vera: 'owner' });
    const suspend = (suspendedAt: number | null) =>
      catalog.updateTable('users').set({ suspendedAt }).where('displayName', '=', 'Vera').execute();
    await signIn(app.url, 'Una');
    await suspend(Date.now());
    const heir = async () => {
      const found = (await accounts.departuresOf(id)).find(({ gallery }) => gallery.id === club.id);
      return [found?.successor?.displayName, found?.passesOn];
    };
    expect(await heir()).to.deep.equal(['Vera', true]);
    await setRole(app, club, 'Una', 'viewer');
    expect(await heir()).to.deep.equal(['Una', true]);
    await suspend(null);
    expect(await heir()).to.deep.equal(['Vera', true]);
  });

  it('abuse 228: is finished at the next start when a crash came after the first step, and nobody’s gallery goes', async () => {
    const own = await startApp();
    const [first] = [await signIn(own.url, 'Grace'), await signIn(own.url, 'Ed')];
    const family = await makeGallery(own, 'Grace', 'Family', { Ed: 'editor' });
    await first.post(`/g/${family.handle}/recognition`, photoForm([['group.jpg', samplePhoto(1)]]));
    const id = await userId(own, 'Grace');
    await own.services.catalog.transaction().execute(async (trx) => {
      await own.services.users.forget(trx, id);
      await leaveGalleries(trx, { id, displayName: 'Grace' });
    });
    await own.stop();
    const next = await startApp({ DATA_DIR: own.dataDir });
    try {
      const { catalog } = next.services;
      expect(await catalog.selectFrom('users').select('displayName').execute()).to.deep.equal([{ displayName: 'Ed' }]);
      expect(await catalog.selectFrom('recognitions').selectAll().execute()).to.deep.equal([]);
      expect(await catalog.selectFrom('galleries').select('name').where('id', '=', family.id).execute()).to.have.length(
        1,
      );
    } finally {
      await next.close();
    }
  });

  it('abuse 228: by two members at once deletes their gallery with the last of them', async () => {
    const [eve, mallory] = [await signIn(app.url, 'Eve'), await signIn(app.url, 'Mallory')];
    const club = await makeGallery(app, 'Eve', 'Club', { Mallory: 'owner' });
    const answers = await Promise.all([eve, mallory].map((each) => each.post('/account/delete', confirmed)));
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303]);
    const left = await app.services.catalog.selectFrom('galleries').select('id').where('id', '=', club.id).execute();
    expect(left).to.deep.equal([]);
  });
});
