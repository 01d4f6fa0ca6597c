import { expect } from 'chai';
import fc from 'fast-check';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { captures, firstOf } from '../support/elements';
import { actionsOf, unescaped } from '../support/pages';
import { addPhotosOf, galleryOf } from '../support/people';
import { personNames } from '../support/person-names';
import { setUpApp } from '../support/set-up-app';

describe('people with any name', () => {
  let app: TestApp;
  let grace: Browser;
  let gallery: Gallery;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    gallery = await galleryOf(app, 'Grace');
    await addPhotosOf(app, gallery, 'Somebody else');
  });

  const shownName = (page: string) => unescaped(/<h1[^>]*><bdi>([^<]*)<\/bdi>/.exec(page)?.[1] ?? '');

  it('are found by a search for it, renamed to any other, and deleted, by the forms on their pages', async () => {
    await fc.assert(
      fc.asyncProperty(personNames, personNames, async (name, newName) => {
        const { handle } = await addPhotosOf(app, gallery, name);
        const found = await grace.open(`/?${new URLSearchParams({ q: name })}`);
        const address = captures(found.text, /class="person-card-link" href="([^"]+)"/g)
          .map(unescaped)
          .find((url) => url.endsWith(handle));
        expect(address, 'found').to.equal(`/people/${handle}`);

        const page = await grace.open(String(address));
        expect(shownName(page.text)).to.equal(name);
        const rename = firstOf(actionsOf(page.text, /\/rename$/));
        const renamed = await grace.follow(await grace.post(rename, { name: newName }));
        expect(shownName(renamed.text)).to.equal(newName);

        const remove = firstOf(actionsOf(renamed.text, /\/delete$/));
        expect((await grace.post(remove)).location).to.equal(`${app.url}/`);
        expect((await grace.get(String(address))).status).to.equal(404);
      }),
      { numRuns: 60 },
    );
  });
});
