import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { valueAt } from '../support/elements';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

describe('an existing result, when people change', () => {
  let app: TestApp;
  let grace: Browser;
  let gallery: Gallery;
  let result: string;
  const handles: Record<string, string> = {};

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    gallery = await galleryOf(app, 'Grace');
    for (const [name, place] of Object.entries({ Ada: ADA_IN_SAMPLE_1, Bea: BEA })) {
      await grace.post('/images', photoForm([[`${name}.jpg`, await cropFace(place)]], { name }));
      handles[name] = (await app.services.people.findNamed(gallery, name))?.handle ?? '';
    }
    const answer = await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    result = answer.location?.split('/').at(-1) ?? '';
  });

  const named = async () =>
    (await app.services.recognizer.find({ gallery, userId: gallery.ownerId }, result))?.faces
      .flatMap(({ match }) => match?.person.name ?? [])
      .sort();

  it('shows their names of now', async () => {
    expect(await named()).to.deep.equal(['Ada', 'Bea']);
    await grace.post(`/people/${valueAt(handles, 'Ada')}/rename`, { name: 'Ada Lovelace' });
    expect(await named()).to.deep.equal(['Ada Lovelace', 'Bea']);
  });

  it('has one of two names after a merge, and both after it is undone', async () => {
    const merge = await app.services.merges.merge(gallery, valueAt(handles, 'Bea'), valueAt(handles, 'Ada'), true);
    expect(await named()).to.deep.equal(['Bea']);
    await app.services.merges.undo(gallery, merge.id);
    expect(await named()).to.deep.equal(['Ada Lovelace', 'Bea']);
  });

  it('no longer names a deleted person', async () => {
    await grace.post(`/people/${handles['Bea']}/delete`);
    expect(await named()).to.deep.equal(['Ada Lovelace']);
  });
});
