import { expect } from 'chai';
import { type Gallery, requireGallery } from '../../src/gallery/galleries';
import type { Merge } from '../../src/people/merges';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { movedBy, NETWORK, strangers } from '../support/descriptors';
import { firstOf } from '../support/elements';
import { actionsOf } from '../support/pages';
import { addPhotosOf, galleryOf } from '../support/people';
import { rejection } from '../support/rejection';
import { setUpApp } from '../support/set-up-app';

const DAY_MS = 24 * 60 * 60 * 1000;
const UNDO = /undo-merge/;

describe('merging people', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;
  let ada: { handle: string; photos: string[] };
  let bea: { handle: string; photos: string[] };

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
  });
  beforeEach(async () => {
    ada = await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    bea = await addPhotosOf(app, gallery, 'Bea', [{}, {}, {}]);
  });
  afterEach(async () => {
    const { catalog, people } = app.services;
    for (const { handle, galleryId } of await catalog.selectFrom('people').select(['handle', 'galleryId']).execute())
      await people.remove(await requireGallery(catalog, galleryId), handle);
  });

  const find = (handle: string) => app.services.people.find(gallery, handle);
  const photosOf = async (handle: string) => {
    const { photos } = await app.services.photos.listPhotos(gallery, (await find(handle)).id, 1);
    return photos.map(({ imageName }) => imageName).toReversed();
  };
  const mergeIntoAda = () => app.services.merges.merge(gallery, ada.handle, bea.handle, true);
  const undo = ({ id }: Merge) => app.services.merges.undo(gallery, id);
  const post = (fields: Record<string, string>, browser = grace) =>
    browser.post(`/people/${ada.handle}/merge`, { insist: 'yes', ...fields });

  /** All that the catalog has of the user's people, without the merges. */
  async function everything() {
    const { catalog } = app.services;
    return {
      people: await catalog
        .selectFrom('people')
        .selectAll()
        .where('galleryId', '=', gallery.id)
        .orderBy('id')
        .execute(),
      photos: await catalog
        .selectFrom('photos')
        .selectAll()
        .where('galleryId', '=', gallery.id)
        .orderBy('id')
        .execute(),
      verdicts: await catalog
        .selectFrom('verdicts')
        .selectAll()
        .where('galleryId', '=', gallery.id)
        .orderBy('id')
        .execute(),
      drafts: await catalog
        .selectFrom('drafts')
        .select(['id', 'name'])
        .where('galleryId', '=', gallery.id)
        .orderBy('id')
        .execute(),
    };
  }

  async function addVerdict(handle: string) {
    const { id: personId } = await find(handle);
    const place = { left: 0, top: 0, width: 1, height: 1 };
    const row = {
      galleryId: gallery.id,
      personId,
      isPerson: 1,
      pictureHash: null,
      ...place,
      descriptor: new Uint8Array(512),
      network: NETWORK,
      createdAt: 1,
    };
    await app.services.catalog.insertInto('verdicts').values(row).execute();
  }

  const addDraft = (name: string) =>
    app.services.drafts.add(
      gallery,
      name,
      'group.jpg',
      { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: null, pictureHash: null },
      [],
    );

  it('gives one person the photos, verdicts and drafts of the other, who is gone', async () => {
    await addVerdict(bea.handle);
    const draft = await addDraft('bea');
    const page = await grace.follow(await post({ name: ' BEA ' }));
    expect(page.url).to.equal(`${app.url}/people/${ada.handle}`);
    expect(page.text).to.include('Bea was merged into Ada.').and.include('5 photos');
    expect(await photosOf(ada.handle)).to.have.members([...ada.photos, ...bea.photos]);
    expect((await everything()).verdicts.map(({ personId }) => personId)).to.deep.equal([(await find(ada.handle)).id]);
    expect((await app.services.drafts.find(gallery, draft))?.name).to.equal('Ada');
    expect((await grace.open('/')).text)
      .to.include('Ada')
      .and.not.include('Bea');
  });

  it('asks once more when they don’t look alike, and is done by the answer', async () => {
    const cleo = await addPhotosOf(app, gallery, 'Cleo');
    const dora = await addPhotosOf(app, gallery, 'Dora');
    const asked = await grace.post(`/people/${cleo.handle}/merge`, { name: 'Dora' });
    expect(asked.status).to.equal(409);
    expect(asked.text).to.include('Cleo and Dora don’t look alike.').and.include('Merge anyway');
    expect(await photosOf(dora.handle), 'nothing has changed').to.deep.equal(dora.photos);
    const page = await grace.follow(await grace.post(`/people/${cleo.handle}/merge`, { handle: dora.handle }));
    expect(page.text).to.include('Dora was merged into Cleo.');
  });

  it('doesn’t ask when they look alike', async () => {
    const descriptor = strangers(31)();
    const cleo = await addPhotosOf(app, gallery, 'Cleo', [{ descriptor }, { descriptor: movedBy(descriptor, 0.4) }]);
    await addPhotosOf(app, gallery, 'Klio', [{ descriptor: movedBy(descriptor, 0.3) }]);
    const page = await grace.follow(await grace.post(`/people/${cleo.handle}/merge`, { name: 'Klio' }));
    expect(page.text).to.include('Klio was merged into Cleo.');
  });

  it('leaves the person their own cover, and undoing it lets the app choose again', async () => {
    await app.services.catalog.updateTable('faces').set({ quality: 0.5 }).execute();
    const { photos } = await addPhotosOf(app, gallery, 'Bea', [{ quality: 0.99 }]);
    const coverOf = async () => (await app.services.people.portraitOf(await find(ada.handle)))?.cover;
    const before = await coverOf();
    expect(ada.photos).to.include(before);
    const merge = await mergeIntoAda();
    expect(await coverOf())
      .to.equal(before)
      .and.not.equal(firstOf(photos));
    await undo(merge);
    expect((await find(ada.handle)).coverPhotoId).to.equal(null);
    const again = await mergeIntoAda();
    await app.services.people.setCover(
      gallery,
      ada.handle,
      ada.photos.find((each) => each !== before),
    );
    const chosen = (await find(ada.handle)).coverPhotoId;
    await undo(again);
    expect((await find(ada.handle)).coverPhotoId, 'what the user chose since')
      .to.equal(chosen)
      .and.not.equal(null);
  });

  it('leads from the old address to the person, for a day', async () => {
    await mergeIntoAda();
    expect((await grace.get(`/people/${bea.handle}`)).location).to.equal(`${app.url}/people/${ada.handle}`);
    expect((await eve.get(`/people/${bea.handle}`)).status).to.equal(404);
  });

  it('offers to undo it at once and, for a day, on the person’s page', async () => {
    const page = await grace.follow(await post({ name: 'Bea' }));
    const undos = actionsOf(page.text, UNDO);
    expect(undos, 'in the notice and on the page').to.have.length(2);
    expect(new Set(undos).size).to.equal(1);
    expect(actionsOf((await grace.open(`/people/${ada.handle}`)).text, UNDO)).to.deep.equal([undos[0]]);
    await app.services.catalog
      .updateTable('merges')
      .set({ createdAt: Date.now() - DAY_MS })
      .execute();
    expect(actionsOf((await grace.open(`/people/${ada.handle}`)).text, UNDO)).to.deep.equal([]);
    expect((await grace.post(firstOf(undos))).status).to.equal(404);
    expect((await grace.get(`/people/${bea.handle}`)).status).to.equal(404);
    await app.services.merges.tidy(Date.now());
    expect(await app.services.catalog.selectFrom('merges').select('id').execute()).to.deep.equal([]);
  });

  describe('undone', () => {
    it('restores everything: name, address, date, cover, photos, verdicts and drafts', async () => {
      for (const { handle, photos } of [ada, bea]) {
        await app.services.people.setCover(gallery, handle, photos[0]);
        await addVerdict(handle);
      }
      await addDraft('Bea');
      await addDraft('Ada');
      const before = await everything();
      const action = firstOf(actionsOf((await grace.follow(await post({ name: 'Bea' }))).text, UNDO));
      expect(await everything()).to.not.deep.equal(before);
      const page = await grace.follow(await grace.post(action));
      expect(page.url).to.equal(`${app.url}/people/${bea.handle}`);
      expect(page.text).to.include('Bea is back with 3 photos.');
      expect(await everything()).to.deep.equal(before);
    });

    it('twice is refused with a sentence, and changes nothing', async () => {
      const action = firstOf(actionsOf((await grace.follow(await post({ name: 'Bea' }))).text, UNDO));
      await grace.post(action);
      const before = await everything();
      const again = await grace.post(action);
      expect(again.status).to.equal(404);
      expect(again.text).to.include('This merge was already undone');
      expect(await everything()).to.deep.equal(before);
    });

    it('brings back what is still there, after photos were deleted and covers chosen', async () => {
      await app.services.people.setCover(gallery, bea.handle, bea.photos[0]);
      const merge = await mergeIntoAda();
      await app.services.photos.remove(gallery, firstOf(bea.photos));
      await app.services.people.setCover(gallery, ada.handle, bea.photos[1]);
      const undone = await undo(merge);
      expect(undone.photos).to.equal(2);
      expect(await photosOf(bea.handle)).to.deep.equal(bea.photos.slice(1));
      expect(await photosOf(ada.handle)).to.deep.equal(ada.photos);
      expect((await find(bea.handle)).coverPhotoId).to.equal(null);
      expect((await find(ada.handle)).coverPhotoId, 'a picture that is another person’s').to.equal(null);
    });

    it('leaves what was added since with the other person', async () => {
      const merge = await mergeIntoAda();
      const { photos } = await addPhotosOf(app, gallery, 'Ada');
      await undo(merge);
      expect(await photosOf(ada.handle)).to.deep.equal([...ada.photos, ...photos]);
    });

    it('is refused, and no longer offered, when all photos have been deleted', async () => {
      const merge = await mergeIntoAda();
      for (const imageName of bea.photos) await app.services.photos.remove(gallery, imageName);
      expect(actionsOf((await grace.open(`/people/${ada.handle}`)).text, UNDO)).to.deep.equal([]);
      const answer = await grace.post(`/people/actions/undo-merge/${merge.id}`);
      expect(answer.status).to.equal(409);
      expect(answer.text).to.include('All of Bea’s photos have been deleted, so the merge can’t be undone.');
    });

    it('gives another name when somebody has taken the old one since, and says so', async () => {
      const merge = await mergeIntoAda();
      const newBea = await addPhotosOf(app, gallery, 'BEA');
      await addPhotosOf(app, gallery, 'Bea (2)');
      const page = await grace.follow(await grace.post(`/people/actions/undo-merge/${merge.id}`));
      expect(page.text).to.include('Bea is back with 3 photos, now named Bea (3) because the name Bea is taken.');
      expect((await find(bea.handle)).name).to.equal('Bea (3)');
      expect(await photosOf(newBea.handle)).to.deep.equal(newBea.photos);
    });

    it('gives another name, too, when the other of the two has taken it', async () => {
      const merge = await mergeIntoAda();
      expect(await app.services.people.rename(gallery, ada.handle, 'Bea')).to.equal(undefined);
      await undo(merge);
      expect([(await find(ada.handle)).name, (await find(bea.handle)).name]).to.deep.equal(['Bea', 'Bea (2)']);
    });

    it('keeps a name of 100 characters within 100 when it needs a number', async () => {
      const long = '👩‍👩‍👧'.repeat(100);
      const { handle } = await addPhotosOf(app, gallery, long);
      const merge = await app.services.merges.merge(gallery, ada.handle, handle, true);
      await addPhotosOf(app, gallery, long);
      const { restored } = await undo(merge);
      expect([...new Intl.Segmenter().segment(restored.name)]).to.have.length(100);
      expect(restored.name).to.match(/ \(2\)$/);
    });

    it('removes the other person when they have no photo of their own left', async () => {
      const merge = await mergeIntoAda();
      for (const imageName of ada.photos) await app.services.photos.remove(gallery, imageName);
      const page = await grace.follow(await grace.post(`/people/actions/undo-merge/${merge.id}`));
      expect(page.text).to.include('The person they were merged into had no other photos and was removed.');
      expect((await grace.get(`/people/${ada.handle}`)).status).to.equal(404);
      expect(await photosOf(bea.handle)).to.deep.equal(bea.photos);
    });

    it('works for merges of merged people, in any order', async () => {
      const cleo = await addPhotosOf(app, gallery, 'Cleo');
      for (const newestFirst of [false, true]) {
        const before = await everything();
        const first = await app.services.merges.merge(gallery, bea.handle, cleo.handle, true);
        const second = await mergeIntoAda();
        expect((await grace.get(`/people/${cleo.handle}`)).location).to.equal(`${app.url}/people/${ada.handle}`);
        for (const merge of newestFirst ? [second, first] : [first, second]) await undo(merge);
        expect(await everything(), newestFirst ? 'the newest first' : 'the oldest first').to.deep.equal(before);
      }
    });

    it('is refused to other users', async () => {
      const merge = await mergeIntoAda();
      const answer = await eve.post(`/people/actions/undo-merge/${merge.id}`);
      expect(answer.status).to.equal(404);
      expect((await eve.post('/people/actions/undo-merge/aaaaaaaaaaaaaaaa')).status).to.equal(404);
      expect(await photosOf(ada.handle)).to.have.length(5);
    });
  });

  const refused: Array<[string, () => Record<string, string>, number, string]> = [
    ['oneself, by name', () => ({ name: 'ada' }), 422, 'That’s the same person.'],
    ['oneself, by address', () => ({ handle: ada.handle }), 422, 'That’s the same person.'],
    ['nobody', () => ({ name: '' }), 400, 'Please enter a name.'],
    ['somebody unknown', () => ({ name: '<Cleo>' }), 422, 'You don’t have anyone named &lt;Cleo&gt;.'],
    ['a name that is too long', () => ({ name: 'x'.repeat(101) }), 422, 'The name is longer than 100 characters.'],
  ];
  for (const [whom, fields, status, sentence] of refused) {
    it(`refuses to merge with ${whom}, in its form, and changes nothing`, async () => {
      const before = await everything();
      const answer = await post(fields());
      expect(answer.status).to.equal(status);
      expect(answer.text).to.include(sentence).and.include('id="fault-merge"');
      expect(await everything()).to.deep.equal(before);
    });
  }

  it('is done once when two ask at the same time', async () => {
    const answers = await Promise.all([
      post({ handle: bea.handle }),
      post({ handle: bea.handle }),
      post({ name: 'Bea' }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 303)).to.have.length(1);
    expect(await photosOf(ada.handle)).to.have.length(5);
    expect((await rejection(app.services.people.find(gallery, bea.handle))).id).to.equal('person_not_found');
  });
});
