import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { makeGallery } from '../support/members';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

describe('a result in a shared gallery', () => {
  let app: TestApp;
  let grace: Browser;
  let vera: Browser;
  let ed: Browser;
  let family: Gallery;
  let home: string;
  let result: string;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    vera = await signIn(app.url, 'Vera');
    ed = await signIn(app.url, 'Ed');
    family = await makeGallery(app, 'Grace', 'Family', { Vera: 'viewer', Ed: 'editor' });
    home = `/g/${family.handle}`;
    await grace.post(`${home}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    const answer = await vera.post(`${home}/recognition`, photoForm([['group.jpg', samplePhoto(1)]]));
    result = new URL(answer.location ?? '', app.url).pathname;
  });

  it('is its maker’s alone, who may share it', async () => {
    const page = await vera.get(result);
    expect(page.text).to.include('Share this result with the gallery').and.include('Only you see it');
    for (const other of [grace, ed]) {
      for (const below of ['', '/photo', '/image', '/faces/1'])
        expect((await other.get(result + below)).status).to.equal(404);
      expect((await other.get(`${home}/recognition`)).text).to.include('No recent results');
      expect((await other.get(`${home}/recognition/last-processed-image`)).status).to.equal(404);
      expect((await other.get(`${home}/account`)).text).to.include('<strong>0</strong> results');
    }
  });

  it('is seen by all members once it is shared, with who shares it', async () => {
    expect((await vera.post(`${result}/share`)).status).to.equal(303);
    expect((await vera.get(result)).text).to.include('You share this result with the gallery');
    const page = await grace.get(result);
    expect(page.text).to.include('<bdi>Vera</bdi> shares this result').and.not.include('Delete this result');
    expect((await ed.get(`${home}/recognition`)).text).to.include('Shared by <bdi>Vera</bdi>');
    expect((await ed.get(`${result}/faces/1`)).status).to.equal(200);
  });

  it('is counted as its maker’s own, and for the others as shared', async () => {
    const counts = async (browser: Browser) =>
      [
        ...(await browser.get(`${home}/account`)).text.matchAll(/<li><strong>(\d+)<\/strong> (results?[^<]*)<\/li>/g),
      ].map(([, number, what]) => `${number} ${what}`);
    expect(await counts(vera)).to.deep.equal(['1 result']);
    expect(await counts(ed)).to.deep.equal(['0 results', '1 result shared by others']);
  });

  it('is answered by editors, for all', async () => {
    const person = (await app.services.people.findNamed(family, 'Ada'))?.handle ?? '';
    expect((await vera.post(`${result}/faces/3/confirm`, { person })).status).to.equal(403);
    expect((await ed.post(`${result}/faces/3/confirm`, { person })).status).to.equal(303);
    expect((await vera.get(result)).text).to.include('Confirmed');
  });

  it('is deleted by its maker alone; an owner may stop sharing it', async () => {
    const id = result.split('/').at(-1);
    for (const other of [grace, ed])
      expect((await other.post(`${home}/recognition/actions/delete/${id}`)).status).to.equal(403);
    expect((await ed.post(`${result}/stop-sharing`)).status).to.equal(403);
    await grace.post(`${home}/recognition/actions/delete-all`);
    expect((await vera.get(result)).status).to.equal(200);
    expect((await grace.post(`${result}/stop-sharing`)).location).to.include(`${home}/recognition`);
    expect((await grace.get(result)).status).to.equal(404);
    expect((await grace.post(`${result}/share`)).status).to.equal(404);
    expect((await vera.get(result)).text).to.include('Only you see it');
  });

  it('says nothing of sharing in a gallery of one', async () => {
    const answer = await vera.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    const page = await vera.follow(answer);
    expect(page.text).to.include('Face 1').and.not.include('with the gallery');
  });
});
