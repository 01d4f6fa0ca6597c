import { expect } from 'chai';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { photosOf } from '../support/gallery';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';

const JSON_WANTED = { Accept: 'application/json' };

describe('drafts', () => {
  let app: TestApp;
  let grace: Browser;
  let number = 0;

  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  beforeEach(async () => {
    grace = await signIn(app.url, `Grace ${number++}`);
  });

  const add = (name: string, photo: Uint8Array, browser = grace) =>
    browser.post('/images', photoForm([[`${name}.jpg`, photo]], { name }));
  const namesOf = async (browser = grace) =>
    [...(await browser.open('/')).text.matchAll(/<span class="person-name" dir="auto">([^<]*)</g)].map(
      ([, name]) => name,
    );
  const askedFiles = () => filesBelow(app.dataDir).filter((file) => file.startsWith('drafts'));
  /** Adds a photo of three faces. @returns the draft's address */
  const addGroup = async (name = 'Bea') => new URL((await add(name, samplePhoto(1))).location ?? '').pathname;

  it('ask which of several faces is meant, and take that one', async () => {
    const url = await addGroup();
    expect(url).to.match(/^\/drafts\/[a-z0-9]{16}$/);
    const page = await grace.open(url);
    expect(page.text).to.include('Which face is Bea?').and.include('Bea.jpg shows 3 faces');
    expect(page.text.match(/class="face-choice"/g)).to.have.length(3);
    expect(await namesOf(), 'before the answer').to.deep.equal([]);

    const done = await grace.follow(await grace.post(`${url}/choose`, { face: '1' }));
    expect(done.text).to.include('A photo of Bea was added.');
    const result = await grace.follow(await grace.post('/recognition', photoForm([['bea.jpg', await cropFace(BEA)]])));
    expect(result.text).to.match(/<bdi>Bea<\/bdi>/);
    expect((await grace.get(url)).status).to.equal(404);
    expect((await grace.get(`${url}/photo`)).status).to.equal(404);
  });

  it('show the photo and each of its faces', async () => {
    const url = await addGroup();
    expect((await sharp((await grace.get(`${url}/photo`)).bytes).metadata()).format).to.equal('jpeg');
    const face = await sharp((await grace.get(`${url}/faces/2`)).bytes).metadata();
    expect([face.width, face.height]).to.deep.equal([320, 320]);
    for (const none of ['0', '4', 'x']) expect((await grace.get(`${url}/faces/${none}`)).status, none).to.equal(404);
  });

  it('give several people from one photo, and each face only once', async () => {
    await grace.post(`${await addGroup('Bea')}/choose`, { face: '1' });
    const second = await addGroup('Cleo');
    expect((await grace.post(`${second}/choose`, { face: '2' })).status).to.equal(303);
    const again = await add('Bea', await sharp(samplePhoto(1)).resize(900).webp().toBuffer());
    const url = new URL(again.location ?? '').pathname;
    const answer = await grace.post(`${url}/choose`, { face: '1' });
    expect(answer.status).to.equal(409);
    expect(answer.text).to.include('This is already one of Bea’s photos.').and.include('Which face is Bea?');
  });

  it('are the same ones when the same file comes again', async () => {
    const [one, other] = [await addGroup(), await addGroup()];
    expect(other).to.equal(one);
    expect((await grace.open('/drafts')).text.match(/href="\/drafts\/[a-z0-9]{16}"/g)).to.have.length(1);
  });

  it('add one photo that comes several times at the same time only once', async () => {
    const photo = await cropFace(BEA);
    const answers = await Promise.all(Array.from({ length: 4 }, () => add('Bea', photo)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409, 409, 409]);
    expect(await photosOf(grace)).to.have.length(1);
  });

  it('ask when a face looks more like somebody else, and take the answer', async () => {
    await add('Ada', await cropFace(ADA_IN_SAMPLE_1));
    const asked = await grace.follow(await add('Eve', await cropFace(ADA_IN_SAMPLE_3)));
    expect(asked.text).to.include('Is this really Eve?').and.include('looks more like');
    const url = new URL(asked.url).pathname;
    const done = await grace.follow(await grace.post(`${url}/choose`, { face: '1', insist: 'yes' }));
    expect(done.text).to.include('A photo of Eve was added.');
    expect(await namesOf()).to.have.members(['Ada', 'Eve']);
  });

  it('give a photo to the person it looks like, when that is the answer', async () => {
    await add('Ada', await cropFace(ADA_IN_SAMPLE_1));
    const url = new URL((await add('Eve', await cropFace(ADA_IN_SAMPLE_3))).location ?? '').pathname;
    const done = await grace.follow(await grace.post(`${url}/choose`, { face: '1', name: 'Ada' }));
    expect(done.text).to.include('A photo of Ada was added.');
    expect(await namesOf()).to.deep.equal(['Ada']);
  });

  it('ask about a face chosen among several, too', async () => {
    await add('Ada', await cropFace(ADA_IN_SAMPLE_3));
    const url = await addGroup('Eve');
    const page = await grace.open(url);
    expect(page.status).to.equal(200);
    const asked = await grace.follow(await grace.post(`${url}/choose`, { face: '3' }));
    expect(asked.text).to.include('Is this really Eve?').and.include('Choose another face');
  });

  for (const face of ['0', '4', '-1', '1.5', 'x', '']) {
    it(`refuse face ${face || 'nothing'} of three, and go on asking`, async () => {
      const url = await addGroup();
      const answer = await grace.post(`${url}/choose`, { face });
      expect(answer.status).to.equal(400);
      expect(answer.text).to.include('This face isn’t in the photo.').and.include('Which face is Bea?');
      expect((await grace.get(url)).status).to.equal(200);
    });
  }

  it('refuse an answer without a form, or with two answers, and go on asking', async () => {
    const url = await addGroup();
    expect((await grace.post(`${url}/choose`, new FormData())).status).to.equal(400);
    const twice = await grace.request('POST', `${url}/choose`, {
      body: new URLSearchParams([
        ['face', '1'],
        ['face', '2'],
        ['name', 'Ada'],
        ['name', 'Bea'],
      ]),
      headers: {},
    });
    expect(twice.status).to.equal(400);
    expect((await grace.get(url)).status).to.equal(200);
  });

  it('can be discarded, with their file', async () => {
    const before = askedFiles();
    const url = await addGroup();
    expect(askedFiles()).to.have.length(before.length + 1);
    const page = await grace.follow(await grace.post(`${url}/discard`));
    expect(page.text).to.include('Bea.jpg was discarded.');
    expect(askedFiles()).to.deep.equal(before);
    expect((await grace.post(`${url}/discard`)).status).to.equal(404);
  });

  it('lead from one to the next, and can all be discarded at once', async () => {
    const [one, two] = [await addGroup('Bea'), await addGroup('Cleo')];
    expect((await grace.open('/')).text).to.include('You have 2 photos to review.');
    expect(new URL((await grace.post(`${one}/discard`)).location ?? '').pathname).to.equal(two);
    await addGroup('Dora');
    const page = await grace.follow(await grace.post('/drafts/actions/discard-all'));
    expect(page.text).to.include('2 photos were discarded.');
    expect((await grace.open('/drafts')).text).to.include('Nothing to review');
  });

  it('are removed after a week, at the next start', async () => {
    const url = await addGroup();
    await app.services.catalog
      .updateTable('drafts')
      .set({ createdAt: Date.now() - 9 * 24 * 3600 * 1000 })
      .execute();
    expect((await grace.get(url)).status, 'before the sweep').to.equal(404);
    await app.services.drafts.tidy();
    expect(askedFiles()).to.deep.equal([]);
  });

  describe('in JSON for a program', () => {
    it('names the outcome of each file', async () => {
      const form = photoForm(
        [
          ['bea.jpg', await cropFace(BEA)],
          ['group.jpg', samplePhoto(1)],
          ['page.jpg', Buffer.from('<html>')],
        ],
        { name: 'Bea' },
      );
      const answer = await grace.post('/images', form, JSON_WANTED);
      const { outcomes } = JSON.parse(answer.text);
      expect(outcomes.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['added', 'draft', 'refused']);
      expect(outcomes[0].url).to.match(/^\/people\//);
      expect(outcomes[1].url).to.match(/^\/drafts\//);
      expect(outcomes[2].sentences).to.deep.equal([
        'The file isn’t a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, or BMP photo.',
      ]);
      expect((await grace.open('/')).text, 'no notice besides').not.to.include('was added');
    });

    it('refuses a photo that is there already, whatever its size and format', async () => {
      const photo = await cropFace(BEA);
      await add('Bea', photo);
      for (const again of [photo, await sharp(photo).resize(300).webp({ quality: 60 }).toBuffer()]) {
        const answer = await grace.post('/images', photoForm([['again.jpg', again]], { name: 'bea' }), JSON_WANTED);
        expect(answer.status).to.equal(409);
        expect(JSON.parse(answer.text).error.id).to.equal('photo_known');
      }
    });
  });

  describe('a face that recognition can’t use', () => {
    it('is refused when the face is too small, with its size', async () => {
      const small = await sharp(await cropFace(BEA))
        .resize(32)
        .jpeg({ quality: 95 })
        .toBuffer();
      const answer = await add('Bea', small);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.match(/The face is only \d+ pixels wide/);
    });

    it('is refused when the face is all blur', async () => {
      const blurred = await sharp(await cropFace(BEA, 1))
        .blur(16)
        .jpeg()
        .toBuffer();
      const answer = await add('Bea', blurred);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.match(/too blurry|No face was found/);
    });

    it('is accepted with a warning when it is only a little so', async () => {
      const soft = await sharp(await cropFace(BEA, 1))
        .blur(5)
        .jpeg()
        .toBuffer();
      const page = await grace.follow(await add('Bea', soft));
      expect(page.text).to.include('A photo of Bea was added.').and.include('The face is blurry');
    });
  });
});
