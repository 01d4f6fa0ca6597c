import { expect } from 'chai';
import { ALL_SCOPES } from '../../src/auth/keys/scopes';
import { actAs } from '../../src/events/actor';
import type { Gallery } from '../../src/gallery/galleries';
import { ApiClient, expectProblem } from '../support/api';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { elementAt } from '../support/elements';
import { everythingKept } from '../support/kept';
import { makeGallery, setRole, userId } from '../support/members';
import { addPhotosOf, galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

const ROLE_TOO_WEAK = 403;

describe('the photos of a shared gallery', () => {
  let app: TestApp;
  let alan: Browser;
  let grace: Browser;
  let club: Gallery;
  let at: string;
  setUpApp(['Alan', 'Grace', 'Linus'], async (...started) => {
    [app, alan, grace] = started;
  });
  beforeEach('share a gallery', async () => {
    club = await makeGallery(app, 'Alan', 'Club', { Grace: 'editor' });
    at = `/g/${club.handle}`;
  });

  /** Adds photos of somebody as a user does. */
  const addAs = async (user: string, name: string, count = 1) => {
    const id = await userId(app, user);
    return actAs({ userId: id, key: null, address: null }, () =>
      addPhotosOf(
        app,
        club,
        name,
        Array.from({ length: count }, () => ({})),
      ),
    );
  };
  /** People, photos and files alone: faces of the tests before are still being described anew. */
  const kept = async () => {
    const { people, photos, files } = await everythingKept(app);
    return { people, photos, files };
  };
  const adders = async (of: Gallery = club) => {
    const rows = await app.services.catalog
      .selectFrom('photos')
      .leftJoin('users', 'users.id', 'addedBy')
      .select('displayName')
      .where('galleryId', '=', of.id)
      .orderBy('photos.id')
      .execute();
    return rows.map(({ displayName }) => displayName);
  };
  const keyOf = async (user: string) => {
    const { key } = await app.services.apiKeys.make(club, await userId(app, user), {
      name: 'test',
      scopes: ALL_SCOPES,
      expiresAt: null,
    });
    const client = new ApiClient(app.url, key);
    await client.get('/server'); // its first use is noted
    return client;
  };
  const imageIdsOf = async (names: readonly string[]) => {
    const rows = await app.services.catalog
      .selectFrom('photos')
      .select('imageId')
      .where('imageName', 'in', names)
      .execute();
    return rows.map(({ imageId }) => imageId);
  };

  describe('say who added them', () => {
    it('on the person’s page, with the names of members alone', async () => {
      const { handle } = await addAs('Alan', 'Ann');
      await addAs('Grace', 'Ann');
      await addAs('Linus', 'Ann');
      const { text } = await alan.get(`${at}/people/${handle}`);
      expect([...text.matchAll(/Added by <bdi>([^<]*)<\/bdi>/g)].map((match) => elementAt(match, 1))).to.have.members([
        'Alan',
        'Grace',
        'a former member',
      ]);
      expect(text).not.to.contain('Linus');
      expect(text, 'one phrase, without a gap before the comma').to.match(/<span>Added by <bdi>Alan<\/bdi>, <time /);
    });

    it('nowhere in a gallery of one', async () => {
      const own = await galleryOf(app, 'Alan');
      const { handle } = await addPhotosOf(app, own, 'Ann');
      expect((await alan.get(`/people/${handle}`)).text).not.to.contain('Added by');
    });

    it('in the API', async () => {
      const { handle, photos } = await addAs('Grace', 'Ann');
      await addAs('Linus', 'Ann');
      const key = await keyOf('Alan');
      const { json } = await key.get(`/people/${handle}/photos`);
      expect(json.items.map((each: { addedBy: unknown }) => each.addedBy)).to.deep.equal([null, { name: 'Grace' }]);
      const shown = await key.get(`/photos/${photos[0]}`);
      expect(shown.json.addedBy).to.deep.equal({ name: 'Grace' });
    });

    it('when a draft is answered by somebody else, and when a photo moves or its person is merged', async () => {
      await grace.post(`${at}/images`, photoForm([['three.jpg', samplePhoto(1)]], { name: 'Ann' }));
      const [draft] = await app.services.drafts.list(club, 1);
      await alan.post(`${at}/drafts/${draft?.id}/choose`, { face: '1', name: 'Ann', insist: '1' });
      expect(await adders()).to.deep.equal(['Grace']);
      const { imageName } = await app.services.catalog
        .selectFrom('photos')
        .select('imageName')
        .where('galleryId', '=', club.id)
        .executeTakeFirstOrThrow();
      await alan.post(`${at}/images/actions/move/${imageName}`, { name: 'Bea' });
      const bea = await app.services.people.findNamed(club, 'Bea');
      const { handle } = await addAs('Alan', 'Cleo');
      await alan.post(`${at}/people/${handle}/merge`, { handle: bea?.handle ?? '', insist: '1' });
      expect(await adders()).to.deep.equal(['Grace', 'Alan']);
      expect(
        (await app.services.people.portraitOf((await app.services.people.find(club, handle)) as never))?.photoCount,
      ).to.equal(2);
    });

    it('as who confirmed a face of a result, if they are made from it', async () => {
      const posted = await grace.post(`${at}/recognition`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]]));
      const id = new URL(posted.location ?? '').pathname.split('/').at(-1);
      await grace.post(`${at}/recognition/${id}/faces/1/name`, { name: 'Ada' });
      expect(await adders()).to.deep.equal(['Grace']);
    });
  });

  describe('are deleted', () => {
    it('by editors who added them, and others by owners', async () => {
      const { photos, handle } = await addAs('Alan', 'Ann');
      const [own = ''] = (await addAs('Grace', 'Ann')).photos;
      const page = await grace.get(`${at}/people/${handle}`);
      expect(page.text).to.contain(`/images/actions/delete/${own}`);
      expect(page.text).not.to.contain(`/images/actions/delete/${photos[0]}`);
      expect(page.text).not.to.contain(`/people/${handle}/delete`);
      const before = await kept();
      expect((await grace.post(`${at}/images/actions/delete/${photos[0]}`)).status).to.equal(ROLE_TOO_WEAK);
      expect((await grace.post(`${at}/people/${handle}/delete`)).status).to.equal(ROLE_TOO_WEAK);
      expect(await kept()).to.deep.equal(before);
      expect((await grace.post(`${at}/images/actions/delete/${own}`)).status).to.equal(303);
      expect((await alan.post(`${at}/images/actions/delete/${photos[0]}`)).status).to.equal(303);
      expect(await adders()).to.deep.equal([]);
    });

    it('by nobody but owners if somebody goes with them', async () => {
      const { photos, handle } = await addAs('Grace', 'Ann', 2);
      expect((await grace.post(`${at}/images/actions/delete/${photos[0]}`)).status).to.equal(303);
      expect((await grace.get(`${at}/people/${handle}`)).text).not.to.contain('/images/actions/delete/');
      const before = await kept();
      expect((await grace.post(`${at}/images/actions/delete/${photos[1]}`)).status).to.equal(ROLE_TOO_WEAK);
      expect(await kept()).to.deep.equal(before);
      expect((await alan.post(`${at}/images/actions/delete/${photos[1]}`)).status).to.equal(303);
      expect((await alan.get(`${at}/people/${handle}`)).status).to.equal(404);
    });

    it('by nobody who has lost their role in the middle', async () => {
      const { photos } = await addAs('Grace', 'Ann', 2);
      const acting = { userId: await userId(app, 'Grace'), key: null, address: null };
      await setRole(app, club, 'Grace', null);
      const refused = actAs(acting, () => app.services.photos.remove(club, photos[0] ?? '')).catch((error) => error.id);
      expect(await refused).to.equal('role_too_weak');
      expect(await adders()).to.have.length(2);
    });

    it('by keys as by their makers', async () => {
      const { photos, handle } = await addAs('Alan', 'Ann');
      const own = (await addAs('Grace', 'Ann')).photos;
      const alone = await addAs('Grace', 'Bea');
      const key = await keyOf('Grace');
      const before = await kept();
      for (const path of [`/photos/${photos[0]}`, `/photos/${alone.photos[0]}`, `/people/${handle}`])
        expectProblem(await key.delete(path), ROLE_TOO_WEAK, 'role_too_weak');
      expect(await kept()).to.deep.equal(before);
      expect((await key.delete(`/photos/${own[0]}`)).status).to.equal(204);
      expect((await (await keyOf('Alan')).delete(`/people/${handle}`)).status).to.equal(204);
    });

    it('by CompreFace’s calls as by others, of a list either everything or nothing', async () => {
      const alans = (await addAs('Alan', 'Ann')).photos;
      const own = (await addAs('Grace', 'Ann', 2)).photos;
      const alone = (await addAs('Grace', 'Bea', 2)).photos;
      const key = await keyOf('Grace');
      const [foreign] = await imageIdsOf(alans);
      const ids = await imageIdsOf(own);
      const last = await imageIdsOf(alone);
      const before = await kept();
      const refused = [
        await key.delete('/recognition/faces?subject=Ann'),
        await key.delete(`/recognition/faces/${foreign}`),
        await key.post('/recognition/faces/delete', { json: [...ids, foreign] }),
        await key.post('/recognition/faces/delete', { json: last }),
        await key.delete('/recognition/subjects/Ann'),
      ];
      expect(refused.map(({ status }) => status)).to.deep.equal(refused.map(() => ROLE_TOO_WEAK));
      expect(await kept()).to.deep.equal(before);
      expect((await key.post('/recognition/faces/delete', { json: ids })).json).to.have.length(2);
      // They stay without a photo then.
      expect((await key.delete('/recognition/faces?subject=Bea')).json).to.deep.equal({ deleted: 2 });
      expect(await adders()).to.deep.equal(['Alan']);
    });

    it('by no undone merge that leaves somebody without any, but by owners', async () => {
      const { handle, photos } = await addAs('Alan', 'Ann');
      const bea = await addAs('Alan', 'Bea');
      const { id } = await app.services.merges.merge(club, handle, bea.handle, true);
      await app.services.photos.remove(club, photos[0] ?? '');
      const before = await kept();
      expect((await grace.post(`${at}/people/actions/undo-merge/${id}`)).status).to.equal(ROLE_TOO_WEAK);
      expect(await kept()).to.deep.equal(before);
      expect((await alan.post(`${at}/people/actions/undo-merge/${id}`)).status).to.equal(303);
    });

    it('not by moving, by which editors may leave somebody without any', async () => {
      const { handle, photos } = await addAs('Alan', 'Ann');
      expect((await grace.post(`${at}/images/actions/move/${photos[0]}`, { name: 'Bea' })).status).to.equal(303);
      expect((await grace.get(`${at}/people/${handle}`)).status).to.equal(404);
      expect(await adders()).to.deep.equal(['Alan']);
    });
  });
});
