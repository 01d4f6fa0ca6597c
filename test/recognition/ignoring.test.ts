import { expect } from 'chai';
import sharp from 'sharp';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import type { Browser, Page } from '../support/browser';
import { elementAt, onlyOf } from '../support/elements';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, cropFace, photoForm, samplePhoto } from '../support/photos';
import { facesOn, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

const headings = (page: Page) => facesOn(page).map(({ heading }) => heading);
const boxesOn = ({ text }: Page) => [...text.matchAll(/<a class="(\w+)" href="#face-\d+"/g)].map(([, each]) => each);

describe('faces that are ignored', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;
  /** The result of sample photo 1: three women, the right one Ada, whom nobody has named yet. */
  let result: Page;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
  });
  beforeEach(async () => {
    result = await recognize(grace, samplePhoto(1));
  });
  afterEach(async () => {
    await app.services.ignoring.removeAll(gallery);
    await app.services.recognitionRemoval.removeAll(gallery);
    for (const { handle } of await app.services.catalog.selectFrom('people').select('handle').execute())
      await app.services.people.remove(gallery, handle);
  });

  const say = async (face: number, what: string, browser = grace, page = result) =>
    browser.post(elementAt(facesOn(page), face - 1).url + what);
  const done = async (answer: Page) => {
    expect(answer.status).to.equal(303);
    return grace.follow(answer);
  };

  it('are no face any more, in this photo and in every version of it, and that is undone with one click', async () => {
    const page = await done(await say(2, 'not-a-face'));
    expect(headings(page)).to.deep.equal(['Unknown', 'Not a face', 'Unknown']);
    expect(page.text).to.include('2 faces, nobody you know yet').and.include('This won’t be taken for a face again.');
    expect(boxesOn(page)).to.deep.equal(['unknown', 'unknown']);
    const smaller = await sharp(samplePhoto(1)).resize(1000).webp({ quality: 60 }).toBuffer();
    expect(headings(await recognize(grace, smaller))).to.deep.equal(['Unknown', 'Not a face', 'Unknown']);
    const again = await done(await say(2, 'unignore'));
    expect(headings(again)).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
  });

  it('say nothing of another photo of somebody who was “not a face”', async () => {
    await done(await say(3, 'not-a-face'));
    expect(headings(await recognize(grace, samplePhoto(3)))).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
  });

  it('are the same person in other photos, too: no question, no name, and not counted as unknown', async () => {
    const page = await done(await say(3, 'ignore'));
    expect(headings(page)).to.deep.equal(['Unknown', 'Unknown', 'Ignored']);
    expect(boxesOn(page)).to.deep.equal(['unknown', 'unknown', 'ignored']);
    const other = await recognize(grace, samplePhoto(3));
    expect(headings(other)).to.deep.equal(['Unknown', 'Ignored', 'Unknown']);
    expect(other.text).to.not.include('Who is this?</label>\n      <input class="form-control" id="name-2"');
    const history = await grace.open('/recognition');
    expect(history.text.match(/3 faces, 2 unknown/g)).to.have.length(2);
    const back = await done(await say(2, 'unignore', grace, other));
    expect(headings(back), 'where it was not said, too').to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
  });

  it('are found again under a name that they are given later', async () => {
    await done(await say(3, 'ignore'));
    await grace.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ada' }));
    expect(headings(await recognize(grace, samplePhoto(3)))).to.deep.equal(['Unknown', 'Ada', 'Unknown']);
  });

  it('are ignored even if they look like somebody, until that is confirmed', async () => {
    await grace.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ada' }));
    const { handle } = (await app.services.people.findNamed(gallery, 'Ada')) ?? { handle: '' };
    const page = await done(await say(3, 'ignore'));
    expect(headings(page)).to.deep.equal(['Unknown', 'Unknown', 'Ignored']);
    await grace.post(`${elementAt(facesOn(result), 2).url}confirm`, { person: handle });
    expect(headings(await recognize(grace, samplePhoto(1)))).to.deep.equal(['Unknown', 'Unknown', 'Ada']);
    expect(await app.services.ignoring.list({ gallery, userId: gallery.ownerId })).to.deep.equal([]);
  });

  it('leave their person to another face of the photo', async () => {
    await grace.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    const ada = await cropFace(ADA_IN_SAMPLE_3);
    const { width = 0 } = await sharp(ada).metadata();
    const twice = sharp(ada)
      .extend({ right: width })
      .composite([{ input: ada, left: width, top: 0 }]);
    const page = await recognize(grace, await twice.jpeg().toBuffer());
    const named = facesOn(page).findIndex(({ heading }) => heading === 'Ada') + 1;
    const after = await done(await say(named, 'not-a-face', grace, page));
    expect(headings(after)).to.have.members(['Ada', 'Not a face']);
  });

  it('are listed, with their picture as long as the result is there, and can be taken back one by one', async () => {
    await done(await say(1, 'ignore'));
    await done(await say(2, 'not-a-face'));
    const crop = elementAt(facesOn(result), 0).url.slice(0, -1);
    const page = await grace.open('/ignored');
    expect(page.text).to.include('Ignored person').and.include('Not a face').and.include(`src="${crop}"`);
    await app.services.recognitionRemoval.removeAll(gallery);
    expect((await grace.open('/ignored')).text)
      .to.include('Ignored person')
      .and.not.include(crop);
    const [undo] = [...page.text.matchAll(/action="(\/ignored\/[a-z0-9]{16}\/remove)"/g)].map(([, url = '']) => url);
    expect((await eve.post(undo ?? '')).status, 'another user').to.equal(404);
    await done(await grace.post(undo ?? ''));
    expect(
      onlyOf(await app.services.ignoring.list({ gallery, userId: gallery.ownerId })).isFace,
      'the latest was removed',
    ).to.equal(true);
    await done(await grace.post('/ignored/actions/remove-all'));
    expect((await grace.open('/ignored')).text).to.include('Nothing is ignored');
  });

  it('are each user’s own', async () => {
    await done(await say(2, 'ignore'));
    expect(headings(await recognize(eve, samplePhoto(1)))).to.deep.equal(['Unknown', 'Unknown', 'Unknown']);
    expect((await say(2, 'ignore', eve)).status).to.equal(404);
  });

  it('are counted once, however often that is said', async () => {
    await Promise.all([1, 2, 3].map(() => say(2, 'ignore')));
    await say(2, 'not-a-face');
    expect(
      (await app.services.ignoring.list({ gallery, userId: gallery.ownerId })).map(({ isFace }) => isFace),
    ).to.deep.equal([false]);
  });

  it('are drawn lightly or not at all', async () => {
    const { pathname } = new URL(result.url);
    const drawn = async () => (await grace.get(`${pathname}/image`)).bytes;
    const [before, ignored, none] = [
      await drawn(),
      await say(2, 'ignore').then(drawn),
      await say(2, 'not-a-face').then(drawn),
    ];
    expect(new Set([before, ignored, none].map((each) => each.toString('base64'))).size).to.equal(3);
  });
});
