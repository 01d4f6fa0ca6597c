import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { presentSuggestion } from '../../src/recognition/present-tuning';
import type { Suggestion } from '../../src/recognition/suggest-threshold';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { movedBy } from '../support/descriptors';
import { addPhotosOf, galleryOf, strangersFace } from '../support/people';
import { SURE_OF_FEW } from '../support/rule';

describe('the suggested threshold', () => {
  let app: TestApp;
  let gallery: Gallery;

  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  beforeEach(async function () {
    await signIn(app.url, this.currentTest?.title ?? '');
    gallery = await galleryOf(app, this.currentTest?.title ?? '');
  });

  /** Adds Ada, and Eve with a face at a distance from hers. */
  async function enrolPair(distance: number): Promise<Suggestion | undefined> {
    const face = strangersFace();
    await addPhotosOf(app, gallery, 'Ada', [face]);
    await addPhotosOf(app, gallery, 'Eve', [{ descriptor: movedBy(face.descriptor, distance) }]);
    return app.services.suggestions.forGallery(gallery);
  }

  it('is below the distance of the closest pair, with room for their next photos', async () => {
    const suggestion = await enrolPair(0.523);
    expect(suggestion?.sure).to.be.closeTo(0.47, 1e-9);
    expect(suggestion && presentSuggestion(suggestion)).to.deep.equal({
      sure: '0.47',
      percent: 90,
      sentences: ['At 90%, none of your people get mixed up. Most alike: Ada and Eve (85%).'],
      pair: null,
    });
  });

  it('is never above what the gallery has by the app’s measurements', async () => {
    expect((await enrolPair(0.8))?.sure).to.equal(SURE_OF_FEW);
  });

  it('says when two are so alike that they are probably one, and links to both', async () => {
    const suggestion = await enrolPair(0.403);
    const view = suggestion && presentSuggestion(suggestion);
    expect(view?.sentences).to.deep.equal([
      'Ada and Eve look so alike (93%) that they may be the same person.',
      'If they aren’t, 95% keeps them apart.',
    ]);
    const people = await Promise.all(['Ada', 'Eve'].map((name) => app.services.people.findNamed(gallery, name)));
    expect(view?.pair).to.deep.equal(
      people.map((person) => ({ name: person?.name, url: `/people/${person?.handle}` })),
    );
  });

  it('suggests nothing when no threshold keeps two apart', async () => {
    const suggestion = await enrolPair(0.2);
    expect(suggestion && presentSuggestion(suggestion).sentences[1]).to.equal(
      'If they aren’t, no setting keeps them apart.',
    );
  });

  it('needs two people', async () => {
    expect(await app.services.suggestions.forGallery(gallery)).to.equal(undefined);
    await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    expect(await app.services.suggestions.forGallery(gallery)).to.equal(undefined);
  });

  it('follows the gallery', async () => {
    await enrolPair(0.523);
    const eve = await app.services.people.findNamed(gallery, 'Eve');
    await app.services.people.remove(gallery, eve?.handle ?? '');
    expect(await app.services.suggestions.forGallery(gallery)).to.equal(undefined);
  });

  it('says how many were compared when there were too many', () => {
    const view = presentSuggestion({
      sure: 0.47,
      one: { id: 0, handle: 'Ada', name: 'Ada' },
      other: { id: 1, handle: 'Eve', name: 'Eve' },
      distance: 0.52,
      isProbablyOne: false,
      compared: 2000,
      people: 5000,
    });
    expect(view.sentences[1]).to.equal('This compares the 2000 people you added last, of 5000.');
  });
});
