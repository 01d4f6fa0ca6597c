import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { peopleOf } from '../support/gallery';
import { makeGallery, personalGalleryOf, setRole, userId } from '../support/members';
import { addPhotosOf } from '../support/people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, photoForm } from '../support/photos';
import { expectPlainRefusal } from '../support/refusal';
import { setUpApp } from '../support/set-up-app';

describe('copying people', () => {
  let app: TestApp;
  let alan: Browser;
  let grace: Browser;
  let own: Gallery;
  let club: Gallery;
  setUpApp(['Alan', 'Grace', 'Linus'], async (...started) => {
    [app, alan, grace] = started;
    own = await personalGalleryOf(app, 'Alan');
  });
  beforeEach('make galleries', async () => {
    const { catalog, people } = app.services;
    const left = await catalog.selectFrom('people').select('handle').where('galleryId', '=', own.id).execute();
    for (const { handle } of left) await people.remove(own, handle);
    club = await makeGallery(app, 'Alan', 'Climbing club', { Grace: 'editor' });
  });

  const photosIn = async (gallery: Gallery, name: string) =>
    app.services.catalog
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .leftJoin('users', 'users.id', 'addedBy')
      .select(['photos.path', 'imageId', 'sourceHash', 'pictureHash', 'photos.createdAt', 'displayName'])
      .select(['descriptor', 'network', 'left', 'top'])
      .where('photos.galleryId', '=', gallery.id)
      .where('people.name', '=', name)
      .orderBy('photos.id')
      .execute();
  const filesOf = async (photos: ReadonlyArray<{ path: string }>) =>
    Promise.all(photos.map(({ path }) => app.services.photos.readPhoto({ path, imageName: '', createdAt: 0 })));
  const copy = (browser: Browser, handle: string, fields: Record<string, string>, from = '') =>
    browser.post(`${from}/people/${handle}/copies`, { gallery: club.handle, name: 'Ann', ...fields });
  const auditOf = async (gallery: Gallery) => {
    const rows = await app.services.catalog
      .selectFrom('auditEntries')
      .select(['type', 'details'])
      .where('galleryId', '=', gallery.id)
      .where('type', 'like', 'p%')
      .orderBy('id')
      .execute();
    return rows.map(({ type, details }) => ({ type, ...JSON.parse(details) }));
  };

  it('says what is wrong with a form also where there is no other gallery', async () => {
    const alone = await signIn(app.url, 'Alone');
    await alone.post('/images', photoForm([['a.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    const [{ url } = { url: '' }] = await peopleOf(alone);
    const refused = await alone.post(`${url}/copies`, { name: 'a\u0000' });
    expectPlainRefusal(refused, 400);
  });

  it('asks first: what is copied, to where, and who will see it', async () => {
    const { handle } = await addPhotosOf(app, own, 'Ann', [{}, {}]);
    const person = await alan.get(`/people/${handle}`);
    expect(person.text).to.contain(`/people/${handle}/copies`).and.to.contain(`/people/${handle}/copies?move&#x3D;yes`);
    const { text } = await alan.get(`/people/${handle}/copies?gallery=${club.handle}`);
    expect(text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' '))
      .to.contain('To Climbing club')
      .and.to.contain('The name Ann, and 2 photos with their faces.')
      .and.to.contain('You and 1 other member.');
    expect(await photosIn(club, 'Ann')).to.deep.equal([]);
  });

  it('lets one choose among the galleries that one may edit', async () => {
    const reading = await makeGallery(app, 'Linus', 'Seen', { Alan: 'viewer' });
    const editing = await makeGallery(app, 'Linus', 'Edited', { Alan: 'editor' });
    const { handle } = await addPhotosOf(app, own, 'Ann');
    const { text } = await alan.get(`/people/${handle}/copies`);
    for (const each of [club, editing]) expect(text).to.contain(`<option value="${each.handle}">`);
    for (const each of [own, reading]) expect(text).not.to.contain(`<option value="${each.handle}">`);
  });

  it('copies the name, the photos with their files, and the faces as they are', async () => {
    const { handle } = await addPhotosOf(app, own, 'Ann', [{}, {}], 1000);
    const there = await copy(alan, handle, {});
    expect([there.status, new URL(there.location ?? '').pathname]).to.deep.equal([303, `/people/${handle}`]);
    const [before, after] = [await photosIn(own, 'Ann'), await photosIn(club, 'Ann')];
    const same = ({ path: _, displayName: __, ...rest }: (typeof before)[number]) => rest;
    expect(after.map(same)).to.deep.equal(before.map(same));
    expect(after).to.have.length(2);
    for (const { path } of after) expect(path.startsWith(`${club.folder}/`)).to.equal(true);
    expect(await filesOf(after)).to.deep.equal(await filesOf(before));
    const copied = await app.services.people.findNamed(club, 'Ann');
    expect(copied?.createdAt).to.equal((await app.services.people.findNamed(own, 'Ann'))?.createdAt);
    expect((await alan.get(`/people/${handle}`)).text).to.contain('2 photos were copied to Climbing club, as Ann.');
  });

  it('keeps who added a photo if they see it there, too', async () => {
    const { handle } = await addPhotosOf(app, own, 'Ann', [{}, {}, {}]);
    const rows = await app.services.catalog.selectFrom('photos').select('id').where('galleryId', '=', own.id).execute();
    for (const [i, name] of ['Grace', 'Linus', 'Alan'].entries())
      await app.services.catalog
        .updateTable('photos')
        .set({ addedBy: await userId(app, name) })
        .where('id', '=', rows[i]?.id ?? 0)
        .execute();
    await copy(alan, handle, {});
    expect((await photosIn(club, 'Ann')).map(({ displayName }) => displayName)).to.deep.equal([
      'Grace',
      'Alan',
      'Alan',
    ]);
  });

  it('adds no photo twice, and says how many were there', async () => {
    await alan.post('/images', photoForm([['1.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ann' }));
    const { handle = '' } = (await app.services.people.findNamed(own, 'Ann')) ?? {};
    await alan.post(
      `/g/${club.handle}/images`,
      photoForm([['1.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ann' }),
    );
    await alan.post('/images', photoForm([['3.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ann' }));
    for (let i = 0; i < 2; i++) await copy(alan, handle, { join: 'yes' });
    expect(await photosIn(club, 'Ann')).to.have.length(2);
    expect((await alan.get(`/people/${handle}`)).text).to.contain('2 photos were there already.');
    // Old ones, of whose files and pictures nothing is known.
    const old = await addPhotosOf(app, own, 'Bob', [{}, {}]);
    for (let i = 0; i < 2; i++) await copy(alan, old.handle, { name: 'Bob', join: 'yes', insist: 'yes' });
    expect(await photosIn(club, 'Bob')).to.have.length(2);
  });

  it('asks about somebody of that name there: the same person, or another name', async () => {
    const { handle } = await addPhotosOf(app, own, 'Ann');
    await addPhotosOf(app, club, 'Ann');
    const asked = await copy(alan, handle, {});
    expect(asked.status).to.equal(409);
    expect(asked.text).to.contain('There is already someone named Ann there').and.to.contain('don’t look alike');
    expect(await photosIn(club, 'Ann')).to.have.length(1);
    const unlike = await copy(alan, handle, { join: 'yes' });
    expect([unlike.status, (await photosIn(club, 'Ann')).length]).to.deep.equal([409, 1]);
    await copy(alan, handle, { name: 'Ann of the club' });
    await copy(alan, handle, { join: 'yes', insist: 'yes' });
    expect([(await photosIn(club, 'Ann of the club')).length, (await photosIn(club, 'Ann')).length]).to.deep.equal([
      1, 2,
    ]);
  });

  it('tells whom the person looks like there', async () => {
    await alan.post('/images', photoForm([['1.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ann' }));
    const { handle = '' } = (await app.services.people.findNamed(own, 'Ann')) ?? {};
    await alan.post(
      `/g/${club.handle}/images`,
      photoForm([['3.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ada' }),
    );
    const { text } = await alan.get(`/people/${handle}/copies?gallery=${club.handle}`);
    expect(text).to.contain('1 of 1 photo looked at looks like Ada, who is there already.');
  });

  it('describes faces anew where another network’s descriptors count', async () => {
    for (const [name, place] of [['Ann', BEA] as const])
      await alan.post('/images', photoForm([['bea.jpg', await cropFace(place)]], { name }));
    const { handle = '' } = (await app.services.people.findNamed(own, 'Ann')) ?? {};
    const { catalog } = app.services;
    const { network } = own;
    const ofOwn = catalog.selectFrom('photos').select('id').where('galleryId', '=', own.id);
    await catalog.updateTable('faces').set({ network: 'face-api-1' }).where('photoId', 'in', ofOwn).execute();
    await copy(alan, handle, {});
    const [copied] = await photosIn(club, 'Ann');
    expect(copied?.network).to.equal(network);
    // Of a picture without a face, there is nothing to describe.
    await addPhotosOf(app, own, 'Bob');
    await catalog.updateTable('faces').set({ network: 'face-api-1' }).where('photoId', 'in', ofOwn).execute();
    const bob = await app.services.people.findNamed(own, 'Bob');
    await copy(alan, bob?.handle ?? '', { name: 'Bob' });
    expect(await photosIn(club, 'Bob')).to.deep.equal([]);
    expect((await alan.get(`/people/${bob?.handle}`)).text).to.contain('1 photo couldn’t be copied.');
    // With a photo that can be copied, a move leaves the one that can't.
    await app.services.merges.merge(own, bob?.handle ?? '', handle, true);
    await copy(alan, bob?.handle ?? '', { name: 'Ann', join: 'yes', insist: 'yes', move: 'yes' });
    expect([(await photosIn(own, 'Bob')).length, (await photosIn(club, 'Ann')).length]).to.deep.equal([1, 1]);
    expect((await alan.get(`/people/${bob?.handle}`)).text).to.contain('Bob stays here, with the photos');
  });

  it('copies many photos in steps, and a move deletes them after the last one', async () => {
    const many = 201;
    const { handle } = await addPhotosOf(
      app,
      own,
      'Ann',
      Array.from({ length: many }, () => ({})),
    );
    const first = await copy(alan, handle, { move: 'yes' });
    const next = new URL(first.location ?? '');
    expect(next.pathname).to.equal(`/people/${handle}/copies`);
    expect((await alan.get(next.href)).text).to.contain('200 of 201 photos are there now.');
    expect(await photosIn(own, 'Ann')).to.have.length(many);
    const after = next.searchParams.get('after') ?? '';
    const last = await copy(alan, handle, { move: 'yes', join: 'yes', insist: 'yes', after });
    expect(new URL(last.location ?? '').pathname).to.equal('/');
    expect([(await photosIn(own, 'Ann')).length, (await photosIn(club, 'Ann')).length]).to.deep.equal([0, many]);
    expect((await alan.get(`/people/${handle}`)).status).to.equal(404);
  });

  it('moves only what is there in the end', async () => {
    const { handle, photos } = await addPhotosOf(app, own, 'Ann', [{}, {}]);
    const files = await app.services.catalog
      .selectFrom('photos')
      .select('path')
      .where('imageName', '=', photos[0] ?? '')
      .execute();
    await app.services.photos.removeFiles([{ imageName: photos[0] ?? '', path: files[0]?.path ?? '' }]);
    await copy(alan, handle, { move: 'yes' });
    expect([(await photosIn(own, 'Ann')).length, (await photosIn(club, 'Ann')).length]).to.deep.equal([1, 1]);
    const left = await app.services.catalog
      .selectFrom('photos')
      .select('quarantined')
      .where('galleryId', '=', own.id)
      .execute();
    expect(left).to.deep.equal([{ quarantined: 'its file is missing' }]);
  });

  it('says how many photos are left out, as their face data is damaged, and a move never deletes them', async () => {
    const { handle, photos } = await addPhotosOf(app, own, 'Ann', [{}, {}, {}]);
    const { catalog } = app.services;
    const damaged = catalog.selectFrom('photos').select('id').where('imageName', 'in', photos.slice(0, 2));
    await catalog
      .updateTable('faces')
      .set({ descriptor: new Uint8Array(3) })
      .where('photoId', 'in', damaged)
      .execute();
    const { text } = await alan.get(`/people/${handle}/copies?gallery=${club.handle}&move=yes`);
    expect(text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' '))
      .to.contain('and 1 photo with the face.')
      .and.to.contain('2 photos whose face data is damaged: they stay here.');
    await copy(alan, handle, { move: 'yes' });
    expect([(await photosIn(own, 'Ann')).length, (await photosIn(club, 'Ann')).length]).to.deep.equal([2, 1]);
    expect((await alan.get(`/people/${handle}`)).text)
      .to.contain('1 photo was copied to Climbing club, as Ann.')
      .and.to.contain('2 photos were left out, as their face data is damaged.')
      .and.to.contain('Ann stays here, with the photos that aren’t there.');
  });

  it('takes the chosen cover along, unless one was chosen there', async () => {
    const { handle, photos } = await addPhotosOf(app, own, 'Ann', [{}, {}, {}]);
    const coverOf = async (gallery: Gallery, name: string) =>
      (
        await app.services.catalog
          .selectFrom('people')
          .leftJoin('photos', 'photos.id', 'coverPhotoId')
          .select('imageId')
          .where('people.galleryId', '=', gallery.id)
          .where('people.name', '=', name)
          .executeTakeFirst()
      )?.imageId;
    await copy(alan, handle, { name: 'Without' });
    expect(await coverOf(club, 'Without')).to.equal(null);
    await alan.post(`/people/${handle}/cover`, { imageName: photos[1] ?? '' });
    const chosen = await coverOf(own, 'Ann');
    expect(chosen).to.be.a('string');
    const other = await makeGallery(app, 'Alan', 'Family');
    await copy(alan, handle, { gallery: other.handle });
    expect(await coverOf(other, 'Ann')).to.equal(chosen);
    // Somebody who has a cover there keeps it.
    const theirs = await addPhotosOf(app, club, 'Ann', [{}, {}]);
    await alan.post(`/g/${club.handle}/people/${theirs.handle}/cover`, { imageName: theirs.photos[0] ?? '' });
    const before = await coverOf(club, 'Ann');
    await copy(alan, handle, { join: 'yes', insist: 'yes' });
    expect([(await photosIn(club, 'Ann')).length, await coverOf(club, 'Ann')]).to.deep.equal([5, before]);
  });

  it('moves nothing of somebody whose namesake doesn’t have the photos', async () => {
    const { handle } = await addPhotosOf(app, own, 'Ann');
    await addPhotosOf(app, club, 'Ann');
    expect((await copy(alan, handle, { move: 'yes' })).status).to.equal(409);
    expect(await photosIn(own, 'Ann')).to.have.length(1);
  });

  it('is in the audit of both galleries, once, and names no gallery', async () => {
    const { handle } = await addPhotosOf(app, own, 'Ann', [{}, {}]);
    for (const each of [own, club])
      await app.services.catalog.deleteFrom('auditEntries').where('galleryId', '=', each.id).execute();
    await copy(alan, handle, { move: 'yes' });
    const there = (await app.services.people.findNamed(club, 'Ann'))?.handle;
    expect(await auditOf(club)).to.deep.equal([
      { type: 'person.added', person: there },
      { type: 'person.received', photos: 2, person: there },
    ]);
    expect(await auditOf(own)).to.deep.equal([
      { type: 'person.copied', photos: 2, person: handle },
      { type: 'person.moved-away', photos: 2, person: handle },
      { type: 'person.deleted', photos: 0, person: handle },
    ]);
  });

  it('leaves verdicts where they are', async () => {
    const posted = await alan.post('/recognition', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]]));
    const id = new URL(posted.location ?? '').pathname.split('/').at(-1);
    await alan.post(`/recognition/${id}/faces/1/name`, { name: 'Ann' });
    const { handle = '' } = (await app.services.people.findNamed(own, 'Ann')) ?? {};
    await copy(alan, handle, {});
    expect(await photosIn(club, 'Ann')).to.have.length(1);
    const verdicts = await app.services.catalog.selectFrom('verdicts').select('galleryId').execute();
    expect(verdicts.map(({ galleryId }) => galleryId)).to.deep.equal([own.id]);
  });

  it('is for editors of both, and moving for owners of where the person is', async () => {
    const { handle } = await addPhotosOf(app, club, 'Ann');
    const at = `/g/${club.handle}`;
    const { handle: graces } = await personalGalleryOf(app, 'Grace');
    const page = await grace.get(`${at}/people/${handle}`);
    expect(page.text).to.contain('/copies"').and.not.to.contain('/copies?move');
    expect((await grace.get(`${at}/people/${handle}/copies?move=yes`)).status).to.equal(403);
    expect((await copy(grace, handle, { gallery: graces, move: 'yes' }, at)).status).to.equal(403);
    expect(await photosIn(club, 'Ann')).to.have.length(1);
    expect((await copy(grace, handle, { gallery: graces }, at)).status).to.equal(303);
    expect(await photosIn(await personalGalleryOf(app, 'Grace'), 'Ann')).to.have.length(1);
    await setRole(app, club, 'Grace', 'viewer');
    expect((await grace.get(`${at}/people/${handle}`)).text).not.to.contain('/copies"');
  });
});
