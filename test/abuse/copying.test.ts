import { expect } from 'chai';
import { actAs } from '../../src/events/actor';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { everythingKept } from '../support/kept';
import { makeGallery, personalGalleryOf, setRole, userId } from '../support/members';
import { addPhotosOf } from '../support/people';
import { setUpApp } from '../support/set-up-app';

describe('a person in another gallery', () => {
  let app: TestApp;
  let mallory: Browser;
  let own: Gallery;
  let shared: Gallery;
  let seen: Gallery;
  let foreign: Gallery;
  setUpApp(['Alan', 'Mallory'], async (...started) => {
    [app, , mallory] = started;
    own = await personalGalleryOf(app, 'Mallory');
    shared = await makeGallery(app, 'Alan', 'Shared', { Mallory: 'editor' });
    seen = await makeGallery(app, 'Alan', 'Seen', { Mallory: 'viewer' });
    foreign = await makeGallery(app, 'Alan', 'Foreign');
  });

  it('abuse 230: can’t be copied to or from a gallery that one may not edit, whatever the form says', async () => {
    const people = new Map<Gallery, string>();
    for (const gallery of [own, shared, seen, foreign])
      people.set(gallery, (await addPhotosOf(app, gallery, 'Ann')).handle);
    const post = (from: Gallery, to: string, handle = people.get(from), more = {}) =>
      mallory.post(`${from === own ? '' : `/g/${from.handle}`}/people/${handle}/copies`, {
        ...{ gallery: to, name: 'Copied', join: 'yes', insist: 'yes' },
        ...more,
      });
    const before = await everythingKept(app);
    const refused: Array<[status: number, answer: { status: number; text: string }]> = [
      [404, await post(own, foreign.handle)],
      [404, await post(own, 'nowhere')],
      [404, await post(own, '')],
      [403, await post(own, seen.handle)],
      [422, await post(own, own.handle)],
      [403, await post(seen, own.handle)],
      [404, await post(foreign, own.handle)],
      [404, await post(own, shared.handle, people.get(foreign))],
      [404, await post(shared, own.handle, people.get(seen))],
      [403, await post(shared, own.handle, undefined, { move: 'yes' })],
    ];
    for (const [i, [status, answer]] of refused.entries()) expect(answer.status, `the request ${i}`).to.equal(status);
    for (const to of [foreign.handle, seen.handle, 'nowhere']) {
      const page = await mallory.get(`/people/${people.get(own)}/copies?gallery=${to}`);
      expect([page.status, page.text.includes('Foreign'), page.text.includes('Ann,')]).to.deep.equal([
        404,
        false,
        false,
      ]);
    }
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 231: is copied and moved no further once the role is lost, in either gallery', async () => {
    const { copies } = app.services;
    const alans = await personalGalleryOf(app, 'Alan');
    const mallorys = await userId(app, 'Mallory');
    for (const [source, target, lost] of [
      [own, shared, shared],
      [shared, own, shared],
    ] as const) {
      const { handle } = await addPhotosOf(
        app,
        source,
        'Many',
        Array.from({ length: 40 }, () => ({})),
      );
      const request = { userId: mallorys, source, handle, target, name: 'Many', joins: true, insists: true };
      const working = actAs({ userId: mallorys, key: null, address: null }, () =>
        copies.copy({ ...request, moves: false, after: 0 }, new AbortController().signal),
      );
      const outcome = working.catch((error) => error.id);
      const count = async () =>
        (await app.services.catalog.selectFrom('photos').select('id').where('galleryId', '=', target.id).execute())
          .length;
      const begun = await count();
      while ((await count()) < begun + 2) await new Promise((resolve) => setImmediate(resolve));
      await setRole(app, lost, 'Mallory', null);
      expect(await outcome).to.equal('gallery_not_found');
      expect(await count()).to.be.below(begun + 40);
      await setRole(app, lost, 'Mallory', 'editor');
      await app.services.people.remove(source, handle);
    }
    // An owner who is none any more when the copies are made deletes nothing.
    const { handle } = await addPhotosOf(app, alans, 'Kept');
    const request = { userId: await userId(app, 'Alan'), source: alans, handle, target: foreign, name: 'Kept' };
    await setRole(app, alans, 'Alan', 'editor');
    const refused = copies
      .copy({ ...request, joins: false, insists: false, moves: true, after: 0 }, new AbortController().signal)
      .catch((error) => error.id);
    expect(await refused).to.equal('role_too_weak');
    expect((await app.services.people.find(alans, handle)).name).to.equal('Kept');
  });
});
