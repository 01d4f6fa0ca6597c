import { expect } from 'chai';
import { sql } from 'kysely';
import type { Gallery } from '../../src/gallery/galleries';
import { restoreLastingPeople } from '../../src/gallery/restore-person';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { importZip } from '../support/imports';
import { addPhotosOf, galleryOf } from '../support/people';
import { rejection } from '../support/rejection';
import { setUpApp } from '../support/set-up-app';

describe('people without photos', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
  });
  afterEach(async () => {
    const { people } = app.services;
    for (const { handle } of await listed()) await people.remove(gallery, handle);
  });

  const listed = () => app.services.people.listAfter(gallery, { search: '', after: undefined, limit: 200 });
  const names = async () => (await listed()).map(({ name, photoCount }) => `${name} ${photoCount}`);

  it('are listed and shown with nothing, and can be added once', async () => {
    const { people } = app.services;
    const { handle } = await people.create(gallery, 'Ada');
    expect((await rejection(people.create(gallery, 'ADA'))).message).to.match(/already have someone named Ada/);
    expect(await names()).to.deep.equal(['Ada 0']);
    expect((await grace.open('/')).text)
      .to.include('No photos yet')
      .and.not.include('No people yet');
    expect((await grace.open('/?q=ad')).text).to.include(`/people/${handle}`);
    const { text } = await grace.open(`/people/${handle}`);
    expect(text).to.include('No photos yet').and.include('Ada isn’t recognized').and.not.include('files are missing');
    expect((await eve.get(`/people/${handle}`)).status).to.equal(404);
  });

  it('stay when their last photo is deleted or moved away; others go with it', async () => {
    const { people, photos } = app.services;
    const { handle } = await people.create(gallery, 'Ada');
    const ada = await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    const bea = await addPhotosOf(app, gallery, 'Bea', [{}]);
    expect(ada.handle).to.equal(handle);
    const [first = '', second = ''] = ada.photos;
    await photos.remove(gallery, first);
    expect((await grace.open(`/people/${handle}`)).text).to.not.include('last photo');
    const { wasLast } = await photos.move(gallery, second, 'Bea');
    expect(wasLast).to.equal(false);
    expect(await names()).to.deep.equal(['Ada 0', 'Bea 2']);
    for (const each of [...bea.photos, second]) await photos.remove(gallery, each);
    expect(await names()).to.deep.equal(['Ada 0']);
  });

  it('stay when a draft of theirs is discarded, and get the drafts of their name', async () => {
    const { catalog, drafts, people } = app.services;
    const picture = { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: null, pictureHash: null };
    const id = await drafts.add(gallery, 'Ada', 'a.jpg', picture, []);
    const { id: personId, handle } = await people.create(gallery, 'Ada');
    const row = await catalog.selectFrom('drafts').select('personId').where('id', '=', id).executeTakeFirst();
    expect(row?.personId).to.equal(personId);
    await grace.post(`/drafts/${id}/discard`);
    expect((await people.find(gallery, handle)).name).to.equal('Ada');
  });

  it('are merged, and come back', async () => {
    const { merges, people } = app.services;
    const { handle } = await people.create(gallery, 'Ada');
    const { handle: other } = await people.create(gallery, 'Ben');
    const { id } = await merges.merge(gallery, other, handle, false);
    expect(await names()).to.deep.equal(['Ben 0']);
    expect((await grace.open(`/people/${other}`)).text).to.include('undo-merge');
    const { restored, kept } = await merges.undo(gallery, id);
    expect([restored.handle, restored.stays, kept?.handle]).to.deep.equal([handle, 1, other]);
    expect(await names()).to.deep.equal(['Ada 0', 'Ben 0']);
  });

  it('leave it to the kept one to stay, as long as that merge stands', async () => {
    const { merges, people } = app.services;
    const staysOf = async (handle: string) => (await people.find(gallery, handle)).stays;
    const { handle: ada } = await people.create(gallery, 'Ada');
    const { handle: ben } = await people.create(gallery, 'Ben');
    const { handle, photos } = await addPhotosOf(app, gallery, 'Cleo', [{}, {}]);
    const first = await merges.merge(gallery, handle, ada, true);
    const second = await merges.merge(gallery, handle, ben, true);
    await merges.undo(gallery, first.id);
    expect(await staysOf(handle), 'for the sake of Ben').to.equal(1);
    await merges.undo(gallery, second.id);
    expect(await staysOf(handle)).to.equal(0);
    await merges.merge(gallery, handle, ada, true);
    for (const each of photos) await app.services.photos.remove(gallery, each);
    expect(await names()).to.deep.equal(['Ben 0', 'Cleo 0']);
  });

  it('are no more than 50,000, in whatever way they come', async () => {
    const { catalog, merges, people } = app.services;
    const { handle } = await addPhotosOf(app, gallery, 'Ada', [{}]);
    const { handle: ben } = await people.create(gallery, 'Ben');
    const { handle: cleo } = await people.create(gallery, 'Cleo');
    const { id } = await merges.merge(gallery, ben, cleo, true);
    const row = sql`${gallery.id}, 'h' || i, 'P' || i, 'p' || i, 'p' || i, 0, 1`;
    await sql`with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < 49999)
      insert into people ("galleryId", handle, name, "nameKey", "searchKey", "createdAt", stays) select ${row} from numbers`.execute(
      catalog,
    );
    const refused = /50000 people without photos/;
    expect((await rejection(people.create(gallery, 'Dora'))).message).to.match(refused);
    expect((await rejection(people.letStay(gallery, handle))).message).to.match(refused);
    expect((await rejection(merges.undo(gallery, id))).message).to.match(refused);
    const there = ['Ada', 'Ben', 'Dora'].map((name) => ({ name, createdAt: 0 }));
    expect(await restoreLastingPeople(catalog, gallery.id, there), 'Ada and Dora').to.equal(2);
    await catalog.deleteFrom('people').where('name', 'like', 'P%').execute();
    expect(await restoreLastingPeople(catalog, gallery.id, there)).to.equal(0);
    const told = catalog.selectFrom('auditEntries').selectAll().where('type', '=', 'person.kept');
    expect(await told.execute(), 'only of Ada').to.have.length(1);
  });

  it('are exported, and restored, even if there is nobody else', async () => {
    const { catalog, people } = app.services;
    await people.create(gallery, 'Ada');
    const zip = (await grace.get('/account/export')).bytes;
    for (let times = 0; times < 2; times++) await importZip(eve, zip);
    const there = await galleryOf(app, 'Eve');
    const rows = catalog.selectFrom('people').select(['name', 'stays']).where('galleryId', '=', there.id);
    expect(await rows.execute()).to.deep.equal([{ name: 'Ada', stays: 1 }]);
  });
});
