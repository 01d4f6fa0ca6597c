import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { movedBy, strangers } from '../support/descriptors';
import { addPhotosOf, galleryOf, strangersFace } from '../support/people';
import { facesOn } from '../support/results';
import { RULE, SURE_OF_FEW } from '../support/rule';
import { Seed } from '../support/seed';

/** Sure in a small gallery with few photos each, and a question in any other. */
const JUST_SURE = SURE_OF_FEW - 0.005;
const OTHERS = ['Bea', 'Cleo', 'Dora', 'Eve'];
const crowd = Array.from({ length: 25 }, (_, i) => `person ${i}`);

describe('matching by the size of the gallery', () => {
  let app: TestApp;
  let grace: Browser;
  let seed: Seed;
  const ada = strangersFace();

  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  beforeEach(async function () {
    const user = this.currentTest?.title ?? '';
    grace = await signIn(app.url, user);
    seed = await Seed.of(app.dataDir, user);
    await addPhotosOf(app, seed.gallery, 'Ada', [ada]);
    for (const name of OTHERS) await addPhotosOf(app, seed.gallery, name, [{}]);
  });
  afterEach(() => seed.close());

  /** A result with one face at a distance from Ada's. */
  const resultAt = (distance: number) => seed.result(1, () => movedBy(ada.descriptor, distance));
  const headingOf = async (id: string, query = '') =>
    facesOn(await grace.open(`/recognition/${id}${query}`)).map(({ heading }) => heading);
  const setOwn = (sure: string) => grace.post('/settings', { sure });

  it('names a face in a small gallery, and asks about it once the gallery has grown, in old results, too', async () => {
    const id = await resultAt(JUST_SURE);
    expect(await headingOf(id)).to.deep.equal(['Ada']);
    await seed.people(crowd, 1, strangers(11));
    expect(await headingOf(id)).to.deep.equal(['Is this Ada?']);
    expect((await grace.open('/recognition')).text).to.match(/Ada<\/bdi>\?|Ada\?/);
  });

  it('asks about somebody with many photos only when the face is closer', async () => {
    const id = await resultAt(RULE.maybeOfFew - 0.01);
    expect(await headingOf(id)).to.deep.equal(['Is this Ada?']);
    await addPhotosOf(app, seed.gallery, 'Ada', [ada, ada]);
    expect(await headingOf(id)).to.deep.equal(['Unknown']);
  });

  it('is set aside by the user’s own threshold, until they go back', async () => {
    const id = await resultAt(JUST_SURE);
    await setOwn('0.50');
    expect(await headingOf(id)).to.deep.equal(['Is this Ada?']);
    expect(await headingOf(id, '?sure=0.56'), 'tried').to.deep.equal(['Ada']);
    await setOwn('0.60');
    await seed.people(crowd, 1, strangers(12));
    expect(await headingOf(id), 'however many people').to.deep.equal(['Ada']);
    await setOwn('');
    expect(await headingOf(id)).to.deep.equal(['Is this Ada?']);
  });

  it('is set aside by the operator’s settings', async () => {
    const id = await resultAt(JUST_SURE);
    await app.stop();
    const { dataDir } = app;
    app = await startApp({ DATA_DIR: dataDir, MATCH_SURE: '0.5' });
    grace = await signIn(app.url, 'is set aside by the operator’s settings');
    expect(await headingOf(id)).to.deep.equal(['Is this Ada?']);
    expect(await galleryOf(app, 'is set aside by the operator’s settings')).to.include({ strictness: null });
  });
});
