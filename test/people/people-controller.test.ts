import { expect } from 'chai';
import { type Gallery, requireGallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { NETWORK } from '../support/descriptors';
import { elementAt, firstOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { actionsOf, unescaped } from '../support/pages';
import { addPhotosOf, galleryOf } from '../support/people';
import { setUpApp } from '../support/set-up-app';

const NOBODY = 'aaaaaaaaaaaaaaaa';

describe('the people routes', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
  });
  afterEach(async () => {
    const { catalog, people } = app.services;
    for (const { handle, galleryId } of await catalog.selectFrom('people').select(['handle', 'galleryId']).execute())
      await people.remove(await requireGallery(catalog, galleryId), handle);
  });

  const add = (name: string, count = 1) =>
    addPhotosOf(
      app,
      gallery,
      name,
      Array.from({ length: count }, () => ({})),
    );
  const open = async (handle: string) => (await grace.open(`/people/${handle}`)).text;
  const heading = (page: string) => unescaped(/<h1[^>]*><bdi>([^<]*)<\/bdi>/.exec(page)?.[1] ?? '');
  const photosIn = (page: string) =>
    [...page.matchAll(/<a href="\/images\/([^"]+)">/g)].map(([, imageName]) => imageName);
  const pictureIn = (page: string) => /class="person-portrait" src="\/images\/([^"?]+)\?/.exec(page)?.[1];

  describe('a person’s page', () => {
    it('shows the photos, the newest first, each with its date and thumbnail', async () => {
      const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{}, {}], Date.UTC(2024, 4, 3, 12));
      const page = await open(handle);
      expect(heading(page)).to.equal('Ada');
      expect(photosIn(page)).to.deep.equal(photos.toReversed());
      expect(page)
        .to.include('2 photos')
        .and.include('<time datetime="2024-05-03T12:00:00.001Z" data-day>May 3, 2024</time>');
      expect(page.match(/\?size&#x3D;thumbnail" width="320" height="320" loading="lazy"/g)).to.have.length(2);
    });

    it('says what makes each photo a poor view of the face', async () => {
      const views = [
        { sharpness: 0.1 },
        { turn: 0.6 },
        { box: { left: 1, top: 1, width: 30, height: 60 } },
        {},
        { sharpness: null, turn: null },
      ];
      const { handle } = await addPhotosOf(app, gallery, 'Ada', views);
      const warnings = (await open(handle))
        .split('<li class="person-photo">')
        .slice(1)
        .map((item) => [...item.matchAll(/photo-warning">([^<]+)</g)].map(([, word]) => word));
      expect(warnings).to.deep.equal([[], [], ['Small'], ['Turned away'], ['Blurry']]);
    });

    it('shows 60 photos at a time, and links to the others', async () => {
      const { handle, photos } = await add('Ada', 61);
      const first = await open(handle);
      expect(photosIn(first)).to.have.length(60);
      expect(unescaped(first)).to.include(`href="/people/${handle}?page=2" rel="next"`).and.include('61 photos');
      const second = await open(`${handle}?page=2`);
      expect(photosIn(second)).to.deep.equal([photos[0]]);
      expect(unescaped(second)).to.include(`href="/people/${handle}" rel="prev"`).and.include('alt="Photo 61 of Ada"');
      const beyond = await grace.get(`/people/${handle}?page=3`);
      expect(beyond.location, 'a page that is no more leads to the first').to.equal(`${app.url}/people/${handle}`);
      for (const page of ['0', '-1', 'x', '1e300'])
        expect(photosIn(await open(`${handle}?page=${page}`)), page).to.have.length(60);
    });

    it('shows no descriptor, path or database id', async () => {
      const { handle } = await add('Ada');
      const { id } = await app.services.people.find(gallery, handle);
      await app.services.catalog.updateTable('people').set({ createdAt: 4242424242 }).where('id', '=', id).execute();
      const page = await open(handle);
      expect(page)
        .to.not.include('.jpg')
        .and.not.include('4242424242')
        .and.not.match(/personId|descriptor|"id"/);
    });

    it('says so when none of the photos can be shown, and still lets the person be deleted', async () => {
      const { handle, photos } = await add('Ada');
      await app.services.catalog
        .updateTable('photos')
        .set({ quarantined: 'its file is missing' })
        .where('imageName', '=', firstOf(photos))
        .execute();
      const page = await open(handle);
      expect(page).to.include('These photos can’t be shown').and.include('0 photos');
      expect((await grace.post(`/people/${handle}/delete`)).status).to.equal(303);
    });

    it('links to where photos are added, with the name filled in', async () => {
      const { handle } = await add('Ada & "Bea"');
      const [address] = /\/\?add=[^"]*/.exec(unescaped(await open(handle))) ?? [];
      expect((await grace.open(address ?? '')).text).to.include('value="Ada &amp; &quot;Bea&quot;"');
    });

    it('escapes the name', async () => {
      const { handle } = await add('<b>"{{name}}\'');
      const page = await open(handle);
      expect(heading(page)).to.equal('<b>"{{name}}\'');
      expect(page).to.not.include('<b>');
    });
  });

  describe('renaming', () => {
    const rename = (handle: string, name: string) => grace.post(`/people/${handle}/rename`, { name });

    it('gives a person another name, and keeps address and photos', async () => {
      const { handle, photos } = await add('Ada', 2);
      const page = await grace.follow(await rename(handle, '  Ada   Lovelace '));
      expect(page.url).to.equal(`${app.url}/people/${handle}`);
      expect(page.text).to.include('Ada is now named Ada Lovelace.');
      expect(heading(page.text)).to.equal('Ada Lovelace');
      expect(photosIn(page.text)).to.deep.equal(photos.toReversed());
    });

    it('accepts the person’s own name, also in another spelling', async () => {
      const { handle } = await add('Ada');
      for (const name of ['Ada', 'ADA', 'ada', 'Ａｄａ']) {
        expect((await rename(handle, name)).status, name).to.equal(303);
        expect(heading(await open(handle))).to.equal(name);
      }
    });

    it('renames the person’s drafts, so that the answer finds them', async () => {
      const { handle } = await add('Ada');
      const draft = await app.services.drafts.add(
        gallery,
        'ADA',
        'group.jpg',
        { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: null, pictureHash: null },
        [],
      );
      await rename(handle, 'Bea');
      expect((await app.services.drafts.find(gallery, draft))?.name).to.equal('Bea');
    });

    const refused: Array<[string, string, number, string]> = [
      ['an empty name', '', 400, 'Please enter a name.'],
      ['a name of spaces', ' \u200b ', 400, 'Please enter a name.'],
      ['a name over 100 characters', 'a'.repeat(101), 422, 'The name is longer than 100 characters.'],
      ['a name with NUL', 'a\0b', 400, 'The name contains a character that isn’t allowed.'],
    ];
    for (const [what, name, status, sentence] of refused) {
      it(`refuses ${what} in its form, with what was typed, and changes nothing`, async () => {
        const { handle } = await add('Ada');
        const answer = await rename(handle, name);
        expect(answer.status).to.equal(status);
        expect(answer.text)
          .to.include('name="menu" data-menu open')
          .and.include(sentence)
          .and.include(`name="name" value="${name}" required`);
        expect(heading(answer.text)).to.equal('Ada');
        expect(heading(await open(handle))).to.equal('Ada');
      });
    }

    it('refuses a form without a name, with two, or with a nested one', async () => {
      const { handle } = await add('Ada');
      const address = `/people/${handle}/rename`;
      for (const body of ['', 'name[a]=Bea', 'name=Bea&name=Cleo']) {
        expect(
          (await grace.request('POST', address, { body: new URLSearchParams(body), headers: {} })).status,
          body,
        ).to.equal(400);
      }
      expect(heading(await open(handle))).to.equal('Ada');
    });

    it('offers to merge when somebody else has the name, and merges on yes', async () => {
      const ada = await add('Ada');
      const bea = await add('Bea', 2);
      const asked = await rename(bea.handle, 'ADA');
      expect(asked.status).to.equal(409);
      expect(asked.text)
        .to.include('You already have someone named Ada. Are they the same person?')
        .and.include('value="ADA"');
      expect(heading(await open(bea.handle)), 'nothing has changed').to.equal('Bea');

      expect(asked.text)
        .to.include(`action="/people/${ada.handle}/merge"`)
        .and.include(`name="handle" value="${bea.handle}"`);
      const merged = await grace.follow(await grace.post(`/people/${ada.handle}/merge`, { handle: bea.handle }));
      expect(heading(merged.text)).to.equal('Ada');
      expect(photosIn(merged.text)).to.have.members([...ada.photos, ...bea.photos]);
    });
  });

  describe('choosing the cover', () => {
    const cover = (handle: string, imageName: string) => grace.post(`/people/${handle}/cover`, { imageName });

    it('shows the best view of the face, until the user chooses', async () => {
      const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [
        { quality: 0.5 },
        { quality: 0.9 },
        { quality: null },
      ]);
      expect(pictureIn(await open(handle))).to.equal(photos[1]);
      expect((await cover(handle, firstOf(photos))).location).to.equal(`${app.url}/people/${handle}`);
      expect(pictureIn(await open(handle))).to.equal(photos[0]);
      expect((await grace.open('/')).text).to.include(`class="person-picture" src="/images/${photos[0]}`);
    });

    it('shows the newest of photos without a quality', async () => {
      const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{ quality: null }, { quality: null }]);
      expect(pictureIn(await open(handle))).to.equal(photos[1]);
    });

    it('goes back to the best one when the choice is undone or its photo deleted', async () => {
      const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [
        { quality: 0.5 },
        { quality: 0.9 },
        { quality: 0.1 },
      ]);
      await cover(handle, firstOf(photos));
      await cover(handle, '');
      expect(pictureIn(await open(handle))).to.equal(photos[1]);
      await cover(handle, elementAt(photos, 2));
      await grace.post(`/images/actions/delete/${photos[2]}`);
      expect(pictureIn(await open(handle))).to.equal(photos[1]);
    });

    it('refuses a photo of another person, of another user, a quarantined one, and none', async () => {
      const ada = await add('Ada', 2);
      const bea = await add('Bea');
      const foreign = await addPhotosOf(app, await galleryOf(app, 'Eve'), 'Ada');
      await app.services.catalog
        .updateTable('photos')
        .set({ quarantined: 'x' })
        .where('imageName', '=', firstOf(ada.photos))
        .execute();
      for (const imageName of [...[bea, foreign, ada].map(({ photos }) => firstOf(photos)), 'ada-aaaaaaaaaaaaaaaa']) {
        expect((await cover(ada.handle, imageName)).status, imageName).to.equal(404);
      }
      expect((await grace.post(`/people/${ada.handle}/cover`)).status).to.equal(404);
      expect((await app.services.people.find(gallery, ada.handle)).coverPhotoId).to.equal(null);
    });
  });

  describe('deleting', () => {
    it('removes a photo, and comes back to the person’s page while there is one', async () => {
      const { handle, photos } = await add('Ada', 2);
      const remove = (imageName: string) =>
        grace.post(`/images/actions/delete/${imageName}`, { back: 'person', page: '1' });
      expect(await open(handle))
        .to.match(/Delete this photo\?[\s\S]*name="back" value="person"/)
        .and.not.include('last photo');
      const page = await grace.follow(await remove(firstOf(photos)));
      expect(page.url).to.equal(`${app.url}/people/${handle}`);
      expect(photosIn(page.text)).to.deep.equal([photos[1]]);
      expect(page.text, 'what goes with it').to.include('This is Ada’s last photo. Delete it and Ada?');
      expect((await remove(elementAt(photos, 1))).location, 'the last one').to.equal(`${app.url}/`);
    });

    it('never redirects to an address that a request names', async () => {
      const { handle, photos } = await add('Ada', 6);
      const tries: Array<[Record<string, string>, string]> = [
        [{ back: 'https://evil.example/' }, '/'],
        [{ back: '//evil.example' }, '/'],
        [{ back: 'person', page: '//evil.example' }, `/people/${handle}`],
        [{ back: 'person', page: '-7' }, `/people/${handle}`],
        [{ 'back[]': 'person' }, '/'],
      ];
      for (const [i, [fields, address]] of tries.entries()) {
        const answer = await grace.post(`/images/actions/delete/${photos[i]}`, fields, {
          Referer: 'https://evil.example/',
        });
        expect(answer.location, JSON.stringify(fields)).to.equal(app.url + address);
      }
    });

    it('removes a person with photos, drafts, verdicts and files, and nobody else’s', async () => {
      const before = filesBelow(app.dataDir).filter((file) => file.endsWith('.jpg'));
      const { catalog, drafts } = app.services;
      const { handle, photos } = await add('Ada', 2);
      await catalog
        .updateTable('photos')
        .set({ quarantined: 'x' })
        .where('imageName', '=', elementAt(photos, 1))
        .execute();
      const { id: personId } = await app.services.people.find(gallery, handle);
      const place = { left: 0, top: 0, width: 1, height: 1 };
      await catalog
        .insertInto('verdicts')
        .values({
          galleryId: gallery.id,
          personId,
          isPerson: 0,
          pictureHash: null,
          ...place,
          descriptor: new Uint8Array(512),
          network: NETWORK,
          createdAt: 1,
        })
        .execute();
      await drafts.add(
        gallery,
        'ada',
        'group.jpg',
        { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: null, pictureHash: null },
        [],
      );
      const others = await add('Bea');

      const action = firstOf(actionsOf(await open(handle), /\/delete$/));
      const page = await grace.follow(await grace.post(action));
      expect(page.url).to.equal(`${app.url}/`);
      expect(page.text).to.include('Ada and all their photos were deleted.').and.include('Bea');
      expect(await catalog.selectFrom('verdicts').selectAll().execute()).to.deep.equal([]);
      expect(await drafts.count(gallery)).to.equal(0);
      expect(await catalog.selectFrom('photos').select('imageName').execute()).to.deep.equal([
        { imageName: others.photos[0] },
      ]);
      const left = filesBelow(app.dataDir).filter((file) => file.endsWith('.jpg') && !before.includes(file));
      expect(left).to.have.length(1);
      expect(left[0]).to.include(others.photos[0]);
      expect((await grace.get(`/people/${handle}`)).status).to.equal(404);
      expect((await grace.get(`/images/${photos[0]}?size=thumbnail`)).status).to.equal(404);
    });

    it('asks for confirmation, and says how many photos go', async () => {
      const { handle } = await add('Ada', 3);
      expect(await open(handle)).to.include('Delete Ada and 3 photos? This can’t be undone.');
    });
  });

  describe('another user’s person', () => {
    const withoutIds = (page: string) => page.replace(/Request [0-9a-f-]+/, '');

    it('doesn’t exist: the answers are the same as for an unknown one', async () => {
      const { handle, photos } = await add('Ada');
      const own = await addPhotosOf(app, await galleryOf(app, 'Eve'), 'Eve');
      const ask: Array<(of: string) => Promise<{ status: number; text: string }>> = [
        (of) => eve.get(`/people/${of}`),
        (of) => eve.post(`/people/${of}/rename`, { name: 'Bea' }),
        (of) => eve.post(`/people/${of}/rename`, { name: '' }),
        (of) => eve.post(`/people/${of}/cover`, { imageName: firstOf(photos) }),
        (of) => eve.post(`/people/${of}/delete`),
        (of) => eve.post(`/people/${of}/merge`, { handle: own.handle }),
        (of) => eve.post(`/people/${of}/merge`, { name: '' }),
        (of) => eve.post(`/people/${own.handle}/merge`, { handle: of }),
      ];
      for (const [i, each] of ask.entries()) {
        const [foreign, none] = [await each(handle), await each(NOBODY)];
        expect([foreign.status, none.status], `${i}`).to.deep.equal([404, 404]);
        expect(withoutIds(foreign.text), `${i}`).to.equal(withoutIds(none.text));
      }
      expect(heading(await open(handle))).to.equal('Ada');
    });

    it('is not merged by name, and blocks no name', async () => {
      await add('Ada');
      const own = await addPhotosOf(app, await galleryOf(app, 'Eve'), 'Eve');
      const answer = await eve.post(`/people/${own.handle}/merge`, { name: 'Ada' });
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include('You don’t have anyone named Ada.');
      expect((await eve.post(`/people/${own.handle}/rename`, { name: 'Ada' })).status).to.equal(303);
    });
  });

  it('sends whoever is signed out to sign in', async () => {
    const { handle } = await add('Ada');
    const stranger = new Browser(app.url);
    expect((await stranger.get(`/people/${handle}`)).location).to.equal(
      `${app.url}/login?returnTo=${encodeURIComponent(`/people/${handle}`)}`,
    );
    for (const what of ['rename', 'merge', 'cover', 'delete'])
      expect((await stranger.post(`/people/${handle}/${what}`)).location, what).to.equal(`${app.url}/login`);
    expect((await stranger.post('/people/actions/undo-merge/x')).location).to.equal(`${app.url}/login`);
    expect(heading(await open(handle))).to.equal('Ada');
  });

  it('are listed on the dashboard, which their address without a handle leads to', async () => {
    expect((await grace.get('/people')).location).to.equal(`${app.url}/`);
  });

  it('changes nothing on GET, which leads to their page, or for another site’s form', async () => {
    const { handle } = await add('Ada');
    for (const what of ['rename', 'merge', 'cover', 'delete']) {
      expect((await grace.get(`/people/${handle}/${what}`)).location, what).to.equal(`${app.url}/people/${handle}`);
      expect(
        (await grace.post(`/people/${handle}/${what}`, {}, { 'Sec-Fetch-Site': 'cross-site' })).status,
        what,
      ).to.equal(403);
    }
  });
});
