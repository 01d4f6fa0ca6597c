import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { photosOf } from '../support/gallery';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

const UNLIKE = 'This doesn’t look like Ada’s other photos.';

describe('a photo that doesn’t look like the person’s others', () => {
  let app: TestApp;
  let grace: Browser;
  let gallery: Gallery;
  let number = 0;
  let [ada, ada3, bea, cleo]: Buffer[] = [];

  setUpApp([], async (started) => {
    app = started;
    [ada, ada3, bea, cleo] = await Promise.all(
      [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO].map((each) => cropFace(each)),
    );
  });
  beforeEach(async () => {
    const name = `Grace ${number++}`;
    grace = await signIn(app.url, name);
    gallery = await galleryOf(app, name);
  });

  const add = (name: string, photo: Uint8Array = Buffer.alloc(0), file = 'photo.jpg') =>
    grace.post('/images', photoForm([[file, photo]], { name }));
  const pathOf = ({ location }: { location: string | undefined }) => {
    const { pathname, search } = new URL(location ?? '');
    return pathname + search;
  };
  const countPhotos = async () => (await photosOf(grace)).length;

  it('waits for an answer, and is added by “Yes”', async () => {
    await add('Ada', ada);
    const asked = await grace.follow(await add('ADA', bea));
    expect(asked.text).to.include('Is this really ADA?').and.include('doesn’t look like ADA’s other photos');
    expect(asked.text.match(/\/images\/ada-[a-z0-9]+\?size&#x3D;thumbnail/g), 'one of hers beside it').to.have.length(
      1,
    );
    expect(await countPhotos()).to.equal(1);
    const url = new URL(asked.url).pathname;
    const done = await grace.follow(await grace.post(`${url}/choose`, { face: '1', insist: 'yes' }));
    expect(done.text).to.include('A photo of ADA was added.');
    expect(await countPhotos()).to.equal(2);
  });

  it('is not asked about again after “Yes”, even once it was deleted, and not shown as unlike the others', async () => {
    await add('Ada', ada);
    await grace.post(`${pathOf(await add('Ada', bea))}/choose`, { face: '1', insist: 'yes' });
    const { handle } = (await app.services.people.findNamed(gallery, 'Ada')) ?? {};
    expect((await grace.open(`/people/${handle}`)).text.match(/photo-warning/g), 'the other one is').to.have.length(1);
    expect((await add('Ada', bea)).status, 'the same file').to.equal(409);
    for (const url of await photosOf(grace)) await grace.post(url.replace('/images/', '/images/actions/delete/'));
    await add('Ada', ada);
    expect((await grace.follow(await add('Ada', bea))).text, 'Ada was deleted, and what was said of her').to.include(
      UNLIKE,
    );
  });

  it('is asked about however many come at the same time', async () => {
    const answers = await Promise.all([ada, bea, cleo].map((photo) => add('Ada', photo)));
    expect(answers.map((each) => pathOf(each).startsWith('/drafts/')).sort()).to.deep.equal([false, true, true]);
    expect(await countPhotos()).to.equal(1);
  });

  it('may be the first one: when the next is confirmed, those like it are added, and the first one is shown', async () => {
    await add('Ada', bea);
    const [one, two] = [await add('Ada', ada), await add('Ada', ada3)];
    expect(pathOf(two)).to.match(/^\/drafts\//);
    const done = await grace.follow(await grace.post(`${pathOf(one)}/choose`, { face: '1', insist: 'yes' }));
    expect(done.text).to.include('1 more photo of Ada like it was added, too.');
    expect((await grace.open('/drafts')).text).to.include('Nothing to review');
    const { handle } = (await app.services.people.findNamed(gallery, 'Ada')) ?? {};
    const page = await grace.open(`/people/${handle}`);
    expect(page.text)
      .to.include('1 photo doesn’t look like Ada’s others.')
      .and.include('Doesn’t look like Ada’s other photos');
    expect((await grace.open(`/people/${handle}?show=unlike`)).text.match(/class="person-photo"/g)).to.have.length(1);
  });

  it('is asked about when it is chosen among several faces, too', async () => {
    await add('Ada', ada3);
    const url = pathOf(await add('Ada', samplePhoto(1)));
    const asked = await grace.follow(await grace.post(`${url}/choose`, { face: '1' }));
    expect(asked.text).to.include(UNLIKE).and.include('Choose another face');
    await grace.post(`${url}/choose`, { face: '3' });
    expect(await countPhotos(), 'her own face').to.equal(2);
  });

  it('can be somebody else’s, who may be known or new, and whom it must look like', async () => {
    await add('Ada', ada);
    await add('Cleo', cleo);
    const url = pathOf(await add('Ada', bea));
    const asked = await grace.follow(await grace.post(`${url}/choose`, { face: '1', name: 'Cleo' }));
    expect(asked.text).to.include('Is this really Cleo?').and.include('doesn’t look like Cleo’s other photos');
    expect((await grace.follow(await grace.post(`${url}/choose`, { face: '1', name: 'Bea' }))).text).to.include(
      'A photo of Bea was added.',
    );
  });

  it('is a draft for a program, with its question', async () => {
    await add('Ada', ada);
    const form = photoForm([['a.jpg', bea ?? Buffer.alloc(0)]], { name: 'Ada' });
    const answer = await grace.post('/images', form, { Accept: 'application/json' });
    expect(JSON.parse(answer.text).outcomes[0]).to.include({ kind: 'draft' });
    expect(JSON.parse(answer.text).outcomes[0].sentences).to.deep.equal([
      'It doesn’t look like Ada’s other photos. Is it Ada?',
    ]);
  });

  it('needs no answer because of what is no face, or somebody who is ignored', async () => {
    const result = await grace.follow(await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]])));
    const { pathname } = new URL(result.url);
    await grace.post(`${pathname}/faces/1/not-a-face`);
    await grace.post(`${pathname}/faces/2/ignore`);
    const page = await grace.follow(await add('Ada', samplePhoto(1)));
    expect(page.text).to.include('A photo of Ada was added.');
  });

  it('has its question in the list of drafts', async () => {
    await add('Ada', ada);
    await add('Ada', bea);
    await add('Eve', samplePhoto(1));
    const { text } = await grace.open('/drafts');
    expect(text).to.include('Is this Ada?').and.include('Which face is Eve?').and.include('/photo?size&#x3D;thumbnail');
  });

  it('can be moved to somebody else later', async () => {
    await add('Ada', ada);
    await grace.post(`${pathOf(await add('Ada', bea))}/choose`, { face: '1', insist: 'yes' });
    const { handle } = (await app.services.people.findNamed(gallery, 'Ada')) ?? {};
    const page = await grace.open(`/people/${handle}`);
    const move = firstOf(
      [...page.text.matchAll(/action="(\/images\/actions\/move\/[^"]+)"/g)].map(([, url = '']) => url),
    );
    const moved = await grace.follow(await grace.post(move, { name: 'Bea' }));
    expect(moved.text).to.include('A photo was moved from Ada to Bea.');
    const result = await grace.follow(
      await grace.post('/recognition', photoForm([['bea.jpg', bea ?? Buffer.alloc(0)]])),
    );
    expect(result.text).to.match(/<bdi>Bea<\/bdi>/);
    expect(await countPhotos()).to.equal(2);
  });
});
