import { expect } from 'chai';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { elementAt } from '../support/elements';
import { galleryOf } from '../support/people';
import { photoForm, samplePhoto } from '../support/photos';
import { facesOn, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

const CANNOT = 'Can’t be compared: too far turned away, or covered';

describe('faces that can’t be made out', () => {
  let app: TestApp;
  let grace: Browser;
  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
  });

  // In sample photo 2, the woman on the left is in profile, and hides her mouth.
  it('are said to be so, and compared with nobody, not even with themselves', async () => {
    const page = await recognize(grace, samplePhoto(2));
    expect(facesOn(page).map(({ heading }) => heading)).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
    expect(page.text.split(CANNOT)).to.have.length(2);
    const gallery = await galleryOf(app, 'Grace');
    const stored = await app.services.catalog
      .selectFrom('recognizedFaces')
      .select(['left', 'network'])
      .orderBy('left')
      .execute();
    expect(stored.map(({ network }) => network.endsWith('?'))).to.deep.equal([true, false, false]);
    expect(stored[1]?.network).to.equal(gallery.network);
  });

  it('can get a name, which holds in this photo, but become nobody’s photo', async () => {
    const page = await recognize(grace, samplePhoto(2));
    const { url } = elementAt(facesOn(page), 0);
    const named = await grace.follow(await grace.post(`${url}name`, { name: 'Ada' }));
    expect(named.text).to.include('can’t be made out well enough');
    expect((await grace.open('/')).text).to.not.include('1 photo<');
  });

  it('can’t be chosen as the face that is meant in a photo of several', async () => {
    const { location } = await grace.post('/images', photoForm([['a.jpg', samplePhoto(2)]], { name: 'Bea' }));
    const answer = await grace.post(`${new URL(String(location)).pathname}/choose`, { face: '1' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.include('can’t be made out well enough');
  });
});
