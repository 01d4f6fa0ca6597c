import { expect } from 'chai';
import pino from 'pino';
import type { StoredFace } from '../../src/catalog/faces';
import { EnrolledPeople } from '../../src/gallery/enrolled-people';
import type { Gallery } from '../../src/gallery/galleries';
import { changeGallery } from '../../src/gallery/gallery-changes';
import { ignoreFace, loadIgnoredFaces } from '../../src/gallery/ignored-faces';
import { findOutliers, findUnlike } from '../../src/gallery/own-photos';
import type { SeenFace } from '../../src/gallery/said-of-faces';
import { confirmFace, loadVerdicts } from '../../src/gallery/verdicts';
import type { TestApp } from '../support/app';
import { movedBy, NETWORK, strangers } from '../support/descriptors';
import { firstOf, onlyOf } from '../support/elements';
import { addPhotosOf, galleryOf, strangersFace } from '../support/people';
import { setUpApp } from '../support/set-up-app';

/** A network that nobody has, of as many floats as the app's own, and one of more. */
const OTHER = 'other.net:0128:00112233';
const LONGER = 'longer.net:0192:00112233';
const PLACE = { left: 0.1, top: 0.1, width: 0.2, height: 0.2 };
const seen = ({ descriptor, network }: StoredFace): SeenFace => ({
  pictureHash: null,
  place: PLACE,
  descriptor,
  network,
});

describe('descriptors of different networks', () => {
  let app: TestApp;
  let gallery: Gallery;
  let enrolled: EnrolledPeople;
  const random = strangers(41);
  setUpApp(['Grace'], async (started) => {
    app = started;
    gallery = await galleryOf(app, 'Grace');
    enrolled = new EnrolledPeople(app.services.catalog, pino({ level: 'silent' }));
  });

  it('are never compared when people are looked for', async () => {
    const ada = strangersFace();
    const { handle } = await addPhotosOf(app, gallery, 'Ada', [ada]);
    const longer = new Float32Array(192);
    longer.set(ada.descriptor);
    const foreign = [
      { ...ada, network: OTHER },
      { descriptor: longer, network: LONGER },
      { ...ada, descriptor: longer },
    ];
    const asked = [firstOf(foreign), ada, ...foreign.slice(1)];
    const found = await enrolled.nearest(gallery, asked, 10, 1);
    expect(found.map((hits) => hits.map(({ person }) => person.name))).to.deep.equal([[], ['Ada'], [], []]);
    const { id } = await app.services.people.find(gallery, handle);
    for (const face of foreign) {
      expect(await enrolled.distanceTo(gallery, id, face)).to.equal(undefined);
      expect(await enrolled.closestPhotos(gallery, [{ personId: id, face }])).to.deep.equal([undefined]);
    }
  });

  it('are never compared when a person’s photos are of several', async () => {
    const descriptor = random();
    const photos = [{ descriptor }, { descriptor: movedBy(descriptor, 0.1) }, { descriptor: random(), network: OTHER }];
    const { handle } = await addPhotosOf(app, gallery, 'Bea', photos);
    const { id } = await app.services.people.find(gallery, handle);
    expect(await findOutliers(app.services.catalog, gallery.id, id), 'the foreign one isn’t looked at').to.deep.equal(
      [],
    );
    const found = await enrolled.nearest(gallery, [strangersFace({ descriptor })], 0.2, 0);
    expect(onlyOf(onlyOf(found)).distance, 'it isn’t in the mean').to.be.closeTo(0.05, 1e-5);
    const unlike = strangersFace({ descriptor: random(), network: OTHER });
    expect(await findUnlike(app.services.catalog, gallery.id, 'Bea', seen(unlike))).to.equal(undefined);
    const unlikeOwn = strangersFace({ descriptor: random() });
    expect(await findUnlike(app.services.catalog, gallery.id, 'Bea', seen(unlikeOwn))).to.be.a('string');
  });

  it('are never compared when something was said of a face', async () => {
    const { catalog } = app.services;
    const face = strangersFace();
    const { handle } = await addPhotosOf(app, gallery, 'Cleo', [face]);
    const { id } = await app.services.people.find(gallery, handle);
    await changeGallery(catalog, gallery.id, async (trx, touch) => {
      await confirmFace(trx, gallery.id, seen(face), id, 1);
      touch(id);
    });
    await ignoreFace(catalog, gallery.id, {
      face: seen(face),
      ...{ isFace: true, recognitionId: null, faceNumber: null, createdAt: 1 },
    });
    const [verdicts, ignored] = [await loadVerdicts(catalog, gallery.id), await loadIgnoredFaces(catalog, gallery.id)];
    expect(await verdicts.onFace(seen(face))).to.have.length(1);
    expect(await ignored.on(null, [seen(face)])).to.not.deep.equal([undefined]);
    const foreign = seen({ ...face, network: OTHER });
    expect(await verdicts.onFace(foreign)).to.have.length(0);
    expect(await ignored.on(null, [foreign])).to.deep.equal([undefined]);
    expect(await ignored.onFace(foreign)).to.have.length(0);
  });

  it('lie in an index of their own length, whose people are those with a photo of the gallery’s network', async () => {
    const { catalog } = app.services;
    const long = strangersFace({ network: LONGER, descriptor: Float32Array.from({ length: 192 }, (_, i) => i / 999) });
    await addPhotosOf(app, gallery, 'Dora', [long]);
    const count = await enrolled.count(gallery);
    await changeGallery(catalog, gallery.id, async (trx, touch) => {
      await trx.updateTable('galleries').set({ network: LONGER }).where('id', '=', gallery.id).execute();
      touch(0);
    });
    const nearest = await enrolled.nearest(gallery, [long, strangersFace()], 10, 5);
    expect(nearest.map((hits) => hits.map(({ person }) => person.name))).to.deep.equal([['Dora'], []]);
    await changeGallery(catalog, gallery.id, async (trx, touch) => {
      await trx.updateTable('galleries').set({ network: NETWORK }).where('id', '=', gallery.id).execute();
      touch(0);
    });
    expect(await enrolled.count(gallery)).to.equal(count);
  });
});
