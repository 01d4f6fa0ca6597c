import { expect } from 'chai';
import fc from 'fast-check';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { onlyOf } from '../support/elements';
import { peopleOf, photosOf, removeAllPhotos } from '../support/gallery';
import { everythingKept, withoutHistory } from '../support/kept';
import { unescaped } from '../support/pages';
import { personNames } from '../support/person-names';
import { BEA, cropFace, photoForm } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

const RUNS = 50;
/** Characters that must be escaped in a page's text and attributes. */
const UNESCAPED = /[<>"]/;

describe('any name', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;
  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    bea = await cropFace(BEA);
  });

  it('arrives whole on the dashboard, the person’s page and in addresses, and is gone when it is deleted', () =>
    fc.assert(
      fc.asyncProperty(personNames, async (name) => {
        await removeAllPhotos(grace); // what a failed input has left behind
        const before = withoutHistory(await everythingKept(app));
        expect((await grace.post('/images', photoForm([[`${name}.jpg`, bea]], { name }))).status, 'upload').to.equal(
          303,
        );
        const person = onlyOf(await peopleOf(grace));
        expect(person.name).not.to.match(UNESCAPED);
        expect(unescaped(person.name)).to.equal(name);

        const page = await grace.get(person.url);
        const [, heading = ''] = /<h1><bdi>([^<]*)<\/bdi><\/h1>/.exec(page.text) ?? [];
        expect([page.status, unescaped(heading)]).to.deep.equal([200, name]);
        const photo = onlyOf(await photosOf(grace));
        expect(photo).to.match(/^\/images\/[a-z0-9-]+$/);
        for (const address of [photo, `${photo}?size=thumbnail`]) {
          const { status, headers } = await grace.get(address);
          expect([status, headers.get('Content-Type')], address).to.deep.equal([200, 'image/jpeg']);
        }
        expect((await grace.get(`/?q=${encodeURIComponent(name)}`)).text, 'found by its name').to.include(person.url);

        expect((await grace.post(photo.replace('/images/', '/images/actions/delete/'))).status, 'delete').to.equal(303);
        for (const address of [person.url, photo]) expect((await grace.get(address)).status, address).to.equal(404);
        expect(withoutHistory(await everythingKept(app))).to.deep.equal(before);
      }),
      { numRuns: RUNS },
    )).timeout(180_000);
});
