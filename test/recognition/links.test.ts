import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { countAllResults } from '../../src/recognition/all-results';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { importZip, told } from '../support/imports';
import { addPhotosOf, galleryOf } from '../support/people';
import { samplePhoto } from '../support/photos';
import { addAdaAndBea, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

// Rows are linked by columns: no name and no moment that happens to be equal, or has been changed, leads to another row.

describe('links between rows', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;
  let handles: Record<'Ada' | 'Bea', string>;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
    handles = await addAdaAndBea(app, grace, gallery);
  });

  it('a correction is undone with its photo, whatever the moments of the two', async () => {
    const { catalog } = app.services;
    const [, id = ''] = /\/recognition\/(\w+)/.exec((await recognize(grace, samplePhoto(3))).url) ?? [];
    const ada = await app.services.people.find(gallery, handles.Ada);
    const countPhotos = async () => (await app.services.photos.listPhotos(gallery, ada.id, 1)).photos.length;
    const before = await countPhotos();
    expect(
      await app.services.corrections.confirm({ gallery, userId: gallery.ownerId }, { id, number: 2 }, ada, true),
    ).to.include({
      photo: 'added',
    });
    expect(
      await app.services.corrections.confirm({ gallery, userId: gallery.ownerId }, { id, number: 2 }, ada, true),
    ).to.include({
      photo: 'known',
    });
    expect(await countPhotos()).to.equal(before + 1);
    await catalog.updateTable('photos').set({ createdAt: 1 }).where('verdictId', 'is not', null).execute();
    await catalog.updateTable('verdicts').set({ createdAt: 2 }).execute();
    expect(
      await app.services.corrections.retract({ gallery, userId: gallery.ownerId }, { id, number: 2 }, ada),
    ).to.equal(true);
    expect(await countPhotos()).to.equal(before);
  });

  it('a photo of the same moment that no correction made stays when the correction is undone', async () => {
    const { catalog } = app.services;
    const [, id = ''] = /\/recognition\/(\w+)/.exec((await recognize(grace, samplePhoto(3))).url) ?? [];
    const ada = await app.services.people.find(gallery, handles.Ada);
    await app.services.corrections.confirm({ gallery, userId: gallery.ownerId }, { id, number: 2 }, ada, false);
    const { createdAt } = await catalog.selectFrom('verdicts').select('createdAt').executeTakeFirstOrThrow();
    const { photos } = await addPhotosOf(app, gallery, 'Ada', [{}], createdAt);
    expect(
      await app.services.corrections.retract({ gallery, userId: gallery.ownerId }, { id, number: 2 }, ada),
    ).to.equal(false);
    expect(await app.services.photos.findPhoto(gallery, photos[0] ?? '')).to.include({ createdAt });
  });

  it('a draft stays with its person through a new name, and keeps that name when the person is gone', async () => {
    const { drafts, photos } = app.services;
    const dora = await addPhotosOf(app, gallery, 'Dora', [{}]);
    const picture = { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: 'dora', pictureHash: null };
    const id = await drafts.add(gallery, 'DORA', 'group.jpg', picture, []);
    await app.services.people.rename(gallery, dora.handle, 'Dora Maar');
    expect((await drafts.find(gallery, id))?.name).to.equal('Dora Maar');
    for (const imageName of dora.photos) await photos.remove(gallery, imageName);
    expect((await drafts.find(gallery, id))?.name).to.equal('Dora Maar');
    const again = await addPhotosOf(app, gallery, 'dora maar', [{}]);
    await app.services.people.rename(gallery, again.handle, 'Theodora');
    expect((await drafts.find(gallery, id))?.name).to.equal('Theodora');
    await app.services.people.remove(gallery, again.handle);
    expect(await drafts.find(gallery, id)).to.equal(undefined);
  });

  it('two recognitions of one moment and size are two in an export, and each is restored once', async () => {
    const { catalog, recognitionRemoval } = app.services;
    await recognitionRemoval.removeAll(gallery);
    for (let i = 0; i < 2; i++) await recognize(grace, samplePhoto(3));
    await catalog
      .updateTable('recognitions')
      .set({ createdAt: Date.now() - 1000 })
      .execute();
    const { bytes } = await grace.get('/account/export');
    const countOf = async (name: string) => countAllResults(catalog, await galleryOf(app, name));
    await importZip(eve, bytes);
    expect(await countOf('Eve')).to.equal(2);
    const second = told(await importZip(eve, bytes)).filter((each) => each.includes('recognitions/'));
    expect(second.map((each) => each.slice(0, 'Already added'.length))).to.deep.equal([
      'Already added',
      'Already added',
    ]);
    expect(await countOf('Eve')).to.equal(2);
    // What Eve downloads is still known where it comes from.
    await importZip(grace, (await eve.get('/account/export')).bytes);
    expect(await countOf('Grace')).to.equal(2);
  });
});
