import { unlinkSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { photosOf, removeAllPhotos } from '../support/gallery';
import {
  ADA_IN_SAMPLE_1,
  ADA_IN_SAMPLE_3,
  BEA,
  cropFace,
  facelessPhoto,
  photoForm,
  samplePhoto,
} from '../support/photos';

describe('the image routes', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let ada: Buffer;

  before(async () => {
    app = await startApp({ MAX_PHOTO_MB: '1' });
    grace = await signIn(app.url, 'Grace');
    eve = await signIn(app.url, 'Eve');
    ada = await cropFace(ADA_IN_SAMPLE_1);
  });
  after(() => app.close());

  const add = (browser: Browser, form: FormData) => browser.post('/images', form);
  const addAda = async (browser = grace, name = 'Ada') => {
    expect((await add(browser, photoForm([['ada.jpg', ada]], { name }))).status).to.equal(303);
    return firstOf(await photosOf(browser));
  };
  /** Adds one face of a photo of three. @returns the photo's address */
  const addFromGroup = async (name: string, face: number) => {
    const { location } = await add(grace, photoForm([['group.jpg', samplePhoto(1)]], { name }));
    await grace.post(`${new URL(location ?? '').pathname}/choose`, { face: String(face) });
    return firstOf(await photosOf(grace));
  };
  const stored = () => filesBelow(app.dataDir).filter((file) => !file.startsWith('catalog'));
  afterEach(async () => {
    await removeAllPhotos(grace);
    await removeAllPhotos(eve);
  });

  it('adds several photos of one person at once, and says which one it couldn’t add and why', async () => {
    const files = [
      ['one.jpg', ada],
      ['two.jpg', await cropFace(ADA_IN_SAMPLE_3)],
      ['meadow.jpg', await facelessPhoto()],
    ] as const;
    const page = await grace.follow(await add(grace, photoForm(files, { name: 'Ada' })));
    expect(page.text)
      .to.include('2 photos of Ada were added.')
      .and.include('meadow.jpg wasn’t added. No face was found in the photo.');
    expect(await photosOf(grace)).to.have.length(2);
    expect((await grace.open('/')).text, 'notices are shown once').not.to.include('were added');
  });

  it('shows a photo and its thumbnail, upright, as a private JPEG that runs nothing', async () => {
    const url = await addAda();
    const photo = await grace.get(url);
    expect(photo.status).to.equal(200);
    expect(photo.headers.get('Content-Type')).to.equal('image/jpeg');
    expect(photo.headers.get('Cache-Control')).to.include('private');
    expect(photo.headers.get('Content-Security-Policy')).to.include('sandbox');
    expect((await sharp(photo.bytes).metadata()).format).to.equal('jpeg');
    const thumbnail = await sharp((await grace.get(`${url}?size=thumbnail`)).bytes).metadata();
    expect([thumbnail.width, thumbnail.height]).to.deep.equal([320, 320]);
  });

  it('shows on the thumbnail whose face was taken', async () => {
    const group = await addFromGroup('Ada', 3);
    const { bytes } = await grace.get(`${group}?size=thumbnail`);
    const again = await grace.post('/images', photoForm([['thumbnail.jpg', bytes]], { name: 'Eve' }));
    expect((await grace.follow(again)).text)
      .to.include('looks more like')
      .and.include('Ada');
  });

  it('doesn’t send a photo again that the browser has already', async () => {
    const url = await addAda();
    const etag = (await grace.get(url)).headers.get('ETag') ?? '';
    expect((await grace.get(url, { 'If-None-Match': etag })).status).to.equal(304);
    expect((await grace.get(`${url}?size=thumbnail`, { 'If-None-Match': etag })).status).to.equal(200);
  });

  it('gives a photo a name that a person can read and nobody can guess', async () => {
    const url = await addAda(grace, 'Ada Lovelace');
    expect(url).to.match(/^\/images\/ada-lovelace-[a-z0-9]{16}$/);
    expect(stored().some((file) => file.endsWith(`${path.basename(url)}.jpg`))).to.equal(true);
  });

  it('deletes a photo, and its person with the last one', async () => {
    const url = await addAda();
    const page = await grace.follow(await grace.post(url.replace('/images/', '/images/actions/delete/')));
    expect(page.text).to.include('A photo of Ada was deleted.').and.include('No people yet');
    expect((await grace.get(url)).status).to.equal(404);
    expect((await grace.post(url.replace('/images/', '/images/actions/delete/'))).status).to.equal(404);
    expect(stored().filter((file) => file.includes('ada'))).to.deep.equal([]);
  });

  it('quarantines a photo whose file is gone, names it in the log, and shows the others', async () => {
    const url = await addAda();
    await add(grace, photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const file = stored().find((each) => each.includes(path.basename(url))) ?? '';
    unlinkSync(path.join(app.dataDir, file));
    expect((await grace.get(url)).status).to.equal(404);
    expect(
      app.logged.some(({ imageName, msg }) => imageName === path.basename(url) && msg === 'photo quarantined'),
    ).to.equal(true);
    expect((await grace.open('/')).text)
      .to.include('Bea')
      .and.not.include('Ada');
  });

  const nothing = { name: 'Ada' };
  const refused: Array<[string, () => FormData | Promise<FormData>, number, string]> = [
    ['no name', () => photoForm([['ada.jpg', ada]]), 400, 'Please enter a name.'],
    ['a name of spaces', () => photoForm([['ada.jpg', ada]], { name: '  ' }), 400, 'Please enter a name.'],
    [
      'a name over 100 characters',
      () => photoForm([['ada.jpg', ada]], { name: 'a'.repeat(101) }),
      422,
      'The name is longer than 100 characters.',
    ],
    ['no file', () => photoForm([], nothing), 400, 'Please choose a photo.'],
    [
      '21 files',
      () =>
        photoForm(
          Array.from({ length: 21 }, () => ['a.jpg', ada] as const),
          nothing,
        ),
      400,
      'Please choose at most 20 photos at a time.',
    ],
    [
      'too many bytes',
      () => photoForm([['big.jpg', Buffer.alloc(1_000_001)]], nothing),
      413,
      'The photo is larger than 1 MB.',
    ],
    [
      'no face',
      async () => photoForm([['meadow.jpg', await facelessPhoto()]], nothing),
      422,
      'meadow.jpg: No face was found in the photo.',
    ],
    [
      'a file in a field that is not there',
      () => withFile('other', ada),
      400,
      'The upload contains a file in an unknown field.',
    ],
    ['two names', () => withTwoNames(ada), 400, 'The upload couldn’t be read. Please try again.'],
    [
      'a name of 30,000 characters',
      () => photoForm([['ada.jpg', ada]], { name: 'a'.repeat(30_000) }),
      413,
      'A text in the form is too long.',
    ],
  ];
  for (const [what, form, status, sentence] of refused) {
    it(`refuses ${what} with ${status} and a sentence, and stores nothing`, async () => {
      const before = stored();
      const answer = await add(grace, await form());
      expect(answer.status).to.equal(status);
      expect(answer.text)
        .to.include(sentence)
        .and.not.match(/\bat \w+.*:\d+:\d+/);
      expect(stored()).to.deep.equal(before);
      expect((await grace.open('/')).text).to.include('No people yet');
    });
  }

  it('names every file when none could be added', async () => {
    const answer = await add(
      grace,
      photoForm(
        [
          ['page.jpg', Buffer.from('<html>')],
          ['meadow.jpg', await facelessPhoto()],
        ],
        nothing,
      ),
    );
    expect(answer.status).to.equal(422);
    expect(answer.text)
      .to.include('No photos were added.')
      .and.include('page.jpg: The file isn’t')
      .and.include('meadow.jpg: No face');
  });

  it('sends whoever is signed out to sign in, and back to the photo', async () => {
    const url = await addAda();
    const stranger = new Browser(app.url);
    const answer = await stranger.get(url);
    expect(answer.status).to.equal(303);
    expect(answer.location).to.equal(`${app.url}/login?returnTo=${encodeURIComponent(url)}`);
    expect((await stranger.get(`${url}?size=thumbnail`)).status).to.equal(303);
    for (const post of ['/images', url.replace('/images/', '/images/actions/delete/')]) {
      expect((await stranger.post(post, photoForm([['ada.jpg', ada]], nothing))).location).to.equal(`${app.url}/login`);
    }
    expect((await grace.get(url)).status).to.equal(200);
  });
});

function withTwoNames(bytes: Uint8Array): FormData {
  const form = photoForm([['a.jpg', bytes]], { name: 'Ada' });
  form.append('name', 'Eve');
  return form;
}

function withFile(field: string, bytes: Uint8Array): FormData {
  const form = new FormData();
  form.append('name', 'Ada');
  form.append(field, new Blob([new Uint8Array(bytes)]), 'a.jpg');
  return form;
}
