import { expect } from 'chai';
import sharp from 'sharp';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { Browser, type Page } from '../support/browser';
import { capture, elementAt, firstOf, onlyOf } from '../support/elements';
import { unescaped } from '../support/pages';
import { addPhotosOf, galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_3, CLEO, cropFace, samplePhoto } from '../support/photos';
import { addAdaAndBea, facesOn, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

const idOf = ({ url }: Page) => new URL(url).pathname.split('/').at(-1) ?? '';
const headings = (page: Page) => facesOn(page).map(({ heading }) => heading);

describe('the faces of a result', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;
  let person: Record<'Ada' | 'Bea', string>;
  /** The result of sample photo 3, where Ada is in the middle. */
  let result: Page;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
  });
  beforeEach(async () => {
    person = await addAdaAndBea(app, grace, gallery);
    result = await recognize(grace, samplePhoto(3));
  });
  afterEach(async () => {
    for (const { id } of await app.services.catalog.selectFrom('people').select('id').execute()) {
      for (const { imageName } of await photosOf(id)) await app.services.photos.remove(gallery, imageName);
    }
    await app.services.recognitionRemoval.removeAll(gallery);
    await app.services.preferences.save(gallery, { strictness: null });
  });

  const photosOf = (personId: number) =>
    app.services.catalog.selectFrom('photos').select(['imageName']).where('personId', '=', personId).execute();
  const countPhotos = async (name: string) => {
    const known = await app.services.people.findNamed(gallery, name);
    return known ? (await photosOf(known.id)).length : 0;
  };
  const correct = async (face: number, what: string, fields: Record<string, string>, browser = grace) =>
    browser.post(elementAt(facesOn(result), face - 1).url + what, fields);
  const reload = () => grace.open(new URL(result.url).pathname);
  /** Follows to the page that shows the notices. */
  const done = async (answer: Page) => {
    expect(answer.status).to.equal(303);
    return grace.follow(answer);
  };
  const beStrict = () => grace.post('/settings', { sure: '0.40' });

  it('show who they are, how sure that is, the closest photo and the runner-up', async () => {
    const ada = elementAt(facesOn(result), 1);
    expect(headings(result)).to.deep.equal(['Unknown', 'Ada', 'Unknown']);
    expect(ada.certainty).to.equal('sure');
    expect(ada.text)
      .to.match(/Sure, 9\d% match/)
      .and.not.include('Next closest', 'any stranger is as alike as Bea');
    const { face } = elementAt((await app.services.recognitions.facesOf([idOf(result)])).get(idOf(result)) ?? [], 1);
    const descriptor = face.descriptor.map((value, i) => (i === 0 ? value + 0.55 : value));
    await addPhotosOf(app, gallery, 'Cleo', [{ descriptor }]);
    expect(elementAt(facesOn(await reload()), 1).text).to.match(/Sure, 9\d% match .*Next closest: Cleo \([5-8]\d%\)\./);
    expect(ada.html).to.match(
      /<a class="face-closest" href="\/images\/ada-[a-z0-9]{16}" title="Closest photo of Ada">/,
    );
  });

  it('say who is closest to an unknown face, and why it isn’t them', async () => {
    const strict = elementAt(facesOn(await grace.open(`${result.url}?sure=0.30`)), 1);
    expect(strict.text).to.match(/^2 Unknown .*Closest: Ada \(9\d%\), not similar enough\./);
    const ada = await cropFace(ADA_IN_SAMPLE_3);
    const { width = 0 } = await sharp(ada).metadata();
    const twice = sharp(ada)
      .extend({ right: width })
      .composite([{ input: ada, left: width, top: 0 }]);
    const faces = facesOn(await recognize(grace, await twice.jpeg().toBuffer()));
    const rival = faces.find(({ heading }) => heading === 'Unknown');
    expect(rival?.text).to.match(/Closest: Ada \(9\d%\), but another face here is Ada\./);
    expect(rival?.text).to.include('This is Ada, too');
    const page = await done(await grace.post(`${rival?.url}confirm`, { person: person.Ada }));
    expect(headings(page), 'the same face twice').to.deep.equal(['Ada', 'Ada']);
    await done(await grace.post(`${rival?.url}forget`, { person: person.Ada }));
    expect(headings(await grace.open(new URL(page.url).pathname)).sort()).to.deep.equal(['Ada', 'Unknown']);
  });

  it('don’t say who is closest when an unknown face is hardly like them', async () => {
    const strangers = facesOn(await recognize(grace, samplePhoto(6)));
    expect(strangers.map(({ heading }) => heading)).to.include('Unknown');
    for (const { text, html } of strangers)
      expect(text + html)
        .to.not.include('Closest:')
        .and.not.include('face-closest');
  });

  it('have pictures of their own, private, and sent once', async () => {
    const { url } = elementAt(facesOn(result), 1);
    const picture = await grace.get(url.slice(0, -1));
    expect(picture.headers.get('Cache-Control')).to.include('private');
    expect((await sharp(picture.bytes).metadata()).width).to.equal(320);
    expect(headings(await recognize(grace, picture.bytes)), 'it shows that very face').to.deep.equal(['Ada']);
    expect((await grace.get(url.slice(0, -1), { 'If-None-Match': picture.headers.get('ETag') ?? '' })).status).to.equal(
      304,
    );
  });

  describe('“Is this Ada?”', () => {
    beforeEach(async () => {
      await beStrict();
      result = await reload();
    });

    it('is asked about a face that isn’t sure, and “Yes” makes it her photo', async () => {
      const ada = elementAt(facesOn(result), 1);
      expect(ada.heading).to.equal('Is this Ada?');
      expect(ada.html).to.match(
        /<input class="form-check-input" type="checkbox" name="keep" id="keep-2" form="answer-2" checked>/,
      );
      const page = await done(await correct(2, 'confirm', { person: person.Ada, keep: 'on' }));
      expect(page.text).to.include('Confirmed as Ada, and added to Ada’s photos.');
      expect(elementAt(facesOn(page), 1)).to.include({ heading: 'Ada', certainty: 'confirmed' });
      expect(elementAt(facesOn(page), 1).text)
        .to.include('Confirmed by you')
        .and.not.include('Add to Ada');
      expect(await countPhotos('Ada')).to.equal(2);
    });

    it('leads back to the face', async () => {
      expect((await correct(2, 'confirm', { person: person.Ada })).location).to.equal(`${result.url}#face-2`);
    });

    it('keeps no photo when the box is not ticked, but offers to', async () => {
      const page = await done(await correct(2, 'confirm', { person: person.Ada }));
      expect(elementAt(facesOn(page), 1).heading).to.equal('Ada');
      expect(await countPhotos('Ada')).to.equal(1);
      await done(await correct(2, 'confirm', { person: person.Ada, keep: 'yes' }));
      expect(await countPhotos('Ada')).to.equal(2);
    });

    it('is no error when it is answered twice', async () => {
      await Promise.all([1, 2].map(() => correct(2, 'confirm', { person: person.Ada, keep: 'on' })));
      expect((await done(await correct(2, 'confirm', { person: person.Ada, keep: 'on' }))).text).to.include(
        'already one of Ada’s photos',
      );
      expect(await countPhotos('Ada')).to.equal(2);
    });

    it('is not asked again after “No”, for that face', async () => {
      const page = await done(await correct(2, 'reject', { person: person.Ada }));
      expect(page.text).to.include('won’t be suggested for this face again');
      expect(elementAt(facesOn(page), 1).heading).to.equal('Unknown');
      expect(elementAt(facesOn(page), 1).text).to.include('You said this isn’t Ada.');
    });
  });

  it('are never Ada again after “Not Ada”: in a new upload, at another size and in another format', async () => {
    await done(await correct(2, 'reject', { person: person.Ada }));
    const again = await sharp(samplePhoto(3)).resize(1000).webp({ quality: 60 }).toBuffer();
    expect(headings(await recognize(grace, again, 'again.webp'))[1]).to.equal('Unknown');
    expect(headings(await recognize(grace, samplePhoto(1))), 'Ada is still known elsewhere').to.include('Ada');
  });

  it('are not Ada after “Not Ada” when another network describes them', async () => {
    await done(await correct(2, 'reject', { person: person.Ada }));
    const { descriptor } = await app.services.catalog
      .selectFrom('faces')
      .select('descriptor')
      .orderBy('id')
      .executeTakeFirstOrThrow(); // Ada’s own
    await app.services.catalog.updateTable('recognizedFaces').set({ descriptor }).where('position', '=', 1).execute();
    expect(headings(await reload())[1]).to.equal('Unknown');
  });

  it('are Ada again when “Not Ada” is retracted', async () => {
    await done(await correct(2, 'reject', { person: person.Ada }));
    const page = await done(await correct(2, 'forget', { person: person.Ada }));
    expect(page.text).to.include('Undone.');
    expect(elementAt(facesOn(page), 1).heading).to.equal('Ada');
  });

  it('say when a face that isn’t Ada is among her photos, and can delete that photo', async () => {
    const own = await recognize(grace, samplePhoto(1));
    const ada = facesOn(own).find(({ heading }) => heading === 'Ada');
    const page = await done(await grace.post(`${ada?.url}reject`, { person: person.Ada }));
    expect(page.text).to.include('This face is still saved as a photo of Ada.');
    expect(page.text, 'after a question').to.include(
      'Delete this photo? If it’s the last one of Ada, Ada is deleted too.',
    );
    const action = capture(page.text, /action="(\/images\/actions\/delete\/ada-[^"]+)"/);
    await grace.post(unescaped(action));
    expect(await countPhotos('Ada')).to.equal(0);
  });

  describe('“Who is this?”', () => {
    it('makes a new person of the face at once', async () => {
      const page = await done(await correct(3, 'name', { name: ' Dora ' }));
      expect(page.text).to.include('Confirmed as Dora, and added to Dora’s photos.');
      expect(headings(page)).to.deep.equal(['Unknown', 'Ada', 'Dora']);
      expect(await countPhotos('Dora')).to.equal(1);
      expect((await grace.open('/')).text).to.include('Dora');
    });

    it('takes the name of a known person, in any spelling', async () => {
      await done(await correct(1, 'name', { name: 'BEA' }));
      expect(headings(await reload())).to.deep.equal(['Bea', 'Ada', 'Unknown']);
      await done(await correct(2, 'name', { name: ' ada ' }));
      expect(await countPhotos('Ada')).to.equal(2);
    });

    it('asks once more before a face that isn’t like the others of that name becomes one of their photos', async () => {
      const page = await done(await correct(1, 'name', { name: 'Bea' }));
      expect(page.text).to.include('Confirmed as Bea, but not added to Bea’s photos: it doesn’t look like them.');
      expect(firstOf(facesOn(page)).text).to.include('Add to Bea’s photos');
      expect(await countPhotos('Bea')).to.equal(1);
      const added = await done(await correct(1, 'confirm', { person: person.Bea, keep: 'yes' }));
      expect(added.text).to.include('Confirmed as Bea, and added to Bea’s photos.');
      expect(await countPhotos('Bea')).to.equal(2);
    });

    it('gives one name to several faces, as somebody may be in a photo twice', async () => {
      await done(await correct(2, 'confirm', { person: person.Ada }));
      await done(await correct(3, 'name', { name: 'Ada' }));
      expect(headings(await reload())).to.deep.equal(['Unknown', 'Ada', 'Ada']);
      await done(await correct(3, 'forget', { person: person.Ada }));
      expect(headings(await reload())).to.deep.equal(['Unknown', 'Ada', 'Unknown']);
    });

    for (const [what, name, status, sentence] of [
      ['no name', ' ', 400, 'Please enter a name.'],
      ['too long a name', `${'a'.repeat(100)}!`, 422, 'The name is longer than 100 characters.'],
    ] as const) {
      it(`refuses ${what} at the face, and keeps what was typed`, async () => {
        const page = await correct(3, 'name', { name });
        expect(page.status).to.equal(status);
        const faces = facesOn(page);
        expect(elementAt(faces, 2).html)
          .to.include(sentence)
          .and.include(`value="${name}"`)
          .and.include('aria-invalid="true"');
        expect(firstOf(faces).html).to.not.include(sentence);
        expect(await countPhotos(name)).to.equal(0);
      });
    }

    const blur = () => app.services.catalog.updateTable('recognizedFaces').set({ sharpness: 0.01 }).execute();

    it('refuses a face by which a new person couldn’t be recognized', async () => {
      await blur();
      const page = await correct(3, 'name', { name: 'Dora' });
      expect(page.status).to.equal(422);
      expect(elementAt(facesOn(page), 2).html)
        .to.include('too blurry')
        .and.include('value="Dora"');
      expect(await app.services.people.findNamed(gallery, 'Dora')).to.equal(undefined);
    });

    it('gives such a face a known name all the same, and says why it isn’t added as a photo', async () => {
      await blur();
      const page = await done(await correct(3, 'name', { name: 'Bea' }));
      expect(page.text).to.include('Confirmed as Bea, but not added to Bea’s photos. The face is too blurry');
      expect(headings(page)[2]).to.equal('Bea');
      expect(await countPhotos('Bea')).to.equal(1);
    });
  });

  describe('“Undo”', () => {
    it('retracts a name, and removes the photo that came of it', async () => {
      await done(await correct(2, 'name', { name: 'Ada' }));
      expect(await countPhotos('Ada')).to.equal(2);
      const page = await done(await correct(2, 'forget', { person: person.Ada }));
      expect(page.text).to.include('Undone. The photo was removed from Ada’s photos.');
      expect(elementAt(facesOn(page), 1).certainty).to.equal('sure');
      expect(await countPhotos('Ada')).to.equal(1);
    });

    it('removes a new person altogether', async () => {
      await done(await correct(3, 'name', { name: 'Dora' }));
      const dora = await app.services.people.findNamed(gallery, 'Dora');
      await done(await correct(3, 'forget', { person: dora?.handle ?? '' }));
      expect(await app.services.people.findNamed(gallery, 'Dora')).to.equal(undefined);
      expect(headings(await reload())[2]).to.equal('Unknown');
    });

    it('removes a photo that was added later, or by a second click', async () => {
      await done(await correct(3, 'name', { name: 'Bea' }));
      await done(await correct(3, 'confirm', { person: person.Bea, keep: 'yes' }));
      await done(await correct(3, 'forget', { person: person.Bea }));
      expect(await countPhotos('Bea')).to.equal(1);
    });

    it('leaves a photo that was uploaded', async () => {
      const own = await recognize(grace, await cropFace(CLEO));
      const face = firstOf(facesOn(own));
      await grace.post('/images', await formOf('Cleo'));
      const cleo = await app.services.people.findNamed(gallery, 'Cleo');
      const confirmed = await done(await grace.post(`${face.url}confirm`, { person: cleo?.handle ?? '', keep: 'yes' }));
      expect(confirmed.text).to.include('already one of Cleo’s photos');
      await done(await grace.post(`${face.url}forget`, { person: cleo?.handle ?? '' }));
      expect(await countPhotos('Cleo')).to.equal(1);
    });
  });

  async function formOf(name: string): Promise<FormData> {
    const form = new FormData();
    form.append('name', name);
    form.append('file', new Blob([new Uint8Array(await cropFace(CLEO))]), 'cleo.jpg');
    return form;
  }

  it('are drawn with the names that the user gave them', async () => {
    const { pathname } = new URL(result.url);
    const before = await grace.get(`${pathname}/image`);
    await done(await correct(2, 'reject', { person: person.Ada }));
    const etag = before.headers.get('ETag') ?? '';
    for (const url of [`${pathname}/image`, '/recognition/last-processed-image'])
      expect((await grace.get(url, { 'If-None-Match': etag })).status).to.equal(200);
  });

  it('need no perceptual hash without verdicts', async () => {
    const hashes = () => app.services.catalog.selectFrom('recognitions').select('pictureHash').execute();
    expect(await hashes()).to.deep.equal([{ pictureHash: null }]);
    await done(await correct(2, 'reject', { person: person.Ada }));
    expect(onlyOf(await hashes()).pictureHash).to.match(/^[0-9a-f]{16}$/);
  });

  describe('can’t be corrected', () => {
    it('when there is no such face', async () => {
      const { pathname } = new URL(result.url);
      for (const number of ['4', '0', '-1', '1.5', 'x', '99999999999999999999']) {
        const page = await grace.post(`${pathname}/faces/${number}/reject`, { person: person.Ada });
        expect(page.status, number).to.equal(400);
        expect((await grace.get(`${pathname}/faces/${number}`)).status, number).to.equal(404);
      }
    });

    it('with another user’s person', async () => {
      const own = await recognize(eve, samplePhoto(3));
      expect((await eve.post(`${elementAt(facesOn(own), 1).url}confirm`, { person: person.Ada })).status).to.equal(404);
    });

    it('when the person was deleted meanwhile: the page says so', async () => {
      await app.services.people.remove(gallery, person.Ada);
      const page = await correct(2, 'confirm', { person: person.Ada, keep: 'on' });
      expect(page.status).to.equal(404);
      expect(page.text).to.include('This person doesn’t exist or was deleted.');
      expect(headings(page)).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
    });

    it('without saying who it is', async () => {
      for (const what of ['confirm', 'reject', 'forget'])
        expect((await correct(2, what, {})).status, what).to.equal(404);
      expect((await correct(2, 'name', {})).status).to.equal(400);
    });

    it('by whoever is signed out', async () => {
      const stranger = new Browser(app.url);
      const { url } = elementAt(facesOn(result), 1);
      expect((await stranger.post(`${url}reject`, { person: person.Ada })).location).to.equal(`${app.url}/login`);
      expect((await stranger.get(url.slice(0, -1))).status).to.equal(303);
    });
  });
});
