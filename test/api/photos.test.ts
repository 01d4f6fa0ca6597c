import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { formOf, personOf } from '../support/api-gallery';
import type { TestApp } from '../support/app';
import { addPhotosOf, galleryOf } from '../support/people';
import {
  ADA_IN_SAMPLE_1,
  ADA_IN_SAMPLE_3,
  BEA,
  cropFace,
  facelessPhoto,
  photoForm,
  samplePhoto,
} from '../support/photos';
import { setUpApp } from '../support/set-up-app';

interface Outcome {
  outcome: string;
  photo?: string;
  draft?: string;
  question?: string;
  fault?: { id: string };
}

describe('photos over the API', () => {
  let app: TestApp;
  let gallery: Gallery;
  let grace: ApiClient;
  let eve: ApiClient;

  setUpApp(['Grace', 'Eve'], async (started) => {
    app = started;
    gallery = await galleryOf(app, 'Grace');
    grace = await apiClient(app, 'Grace');
    eve = await apiClient(app, 'Eve');
  });
  afterEach(async () => {
    for (const { id } of (await grace.get('/people')).json.items) await grace.delete(`/people/${id}`);
    await grace.delete('/drafts?all=true');
  });

  const create = async (name: string): Promise<string> => (await grace.post('/people', { json: { name } })).json.id;
  const photosOf = async (person: string) => (await grace.get(`/people/${person}/photos`)).json.items;

  it('are added, each with an outcome of its own', async () => {
    const ada = await create('Ada');
    const form = formOf(
      await cropFace(ADA_IN_SAMPLE_1),
      Buffer.from('no photo'),
      samplePhoto(3),
      await facelessPhoto(),
      await cropFace(BEA),
    );
    const { status, json } = await grace.post(`/people/${ada}/photos`, { form });
    expect(status).to.equal(201);
    const told = json.items.map(({ outcome, question, fault }: Outcome) => question ?? fault?.id ?? outcome);
    expect(told.toSpliced(4)).to.deep.equal(['added', 'photo_unsupported', 'which_face', 'no_face']);
    expect(told[4]).to.be.oneOf(['looks_unlike', 'added']);
    const [photo] = (await photosOf(ada)).slice(-1);
    expect(photo.id).to.equal(json.items[0].photo);
    expect(photo.person).to.deep.equal({ id: ada, name: 'Ada' });
    expect((await grace.get(`/drafts/${json.items[2].draft}`)).json.question).to.equal('which_face');
  });

  it('come in JSON, too; one that is known is left out, and one alone that is refused is the answer', async () => {
    const ada = await create('Ada');
    const file = (await cropFace(ADA_IN_SAMPLE_1)).toString('base64');
    const add = (json: object) => grace.post(`/people/${ada}/photos`, { json });
    expect((await add({ file: `data:image/jpeg;base64,${file}` })).json.items[0].outcome).to.equal('added');
    const again = await add({ file: [file] });
    expect([again.status, again.json.items[0].outcome]).to.deep.equal([200, 'known']);
    expectProblem(await add({ file: Buffer.from('no photo').toString('base64') }), 415, 'photo_unsupported');
    expectProblem(await add({ file: 'no base64!' }), 422, 'field_invalid', 'file');
    expectProblem(await add({ file, who: 'Ben' }), 422, 'field_invalid', 'who');
    expectProblem(await add({}), 400, 'no_file');
    expect(await photosOf(ada)).to.have.length(1);
  });

  it('are added by a name, which may be new if the key may add people', async () => {
    const add = (client: ApiClient, name: string, photo: Uint8Array) =>
      client.post('/photos', { form: photoForm([['a.jpg', photo]], { name }) });
    const photosOnly = await apiClient(app, 'Grace', ['photos:write']);
    expectProblem(await add(photosOnly, 'Bea', await cropFace(BEA)), 403, 'scope_missing');
    expect((await grace.get('/people')).json.items).to.deep.equal([]);
    expect((await add(grace, 'Bea', await cropFace(BEA))).json.items[0].person.name).to.equal('Bea');
    const known = await add(photosOnly, 'BEA', await cropFace(BEA));
    expect(known.json.items[0].outcome).to.equal('known');
    expectProblem(await add(grace, ' ', await cropFace(BEA)), 400, 'name_missing', 'name');
  });

  it('are for nobody who isn’t there', async () => {
    expectProblem(
      await grace.post('/people/nobody/photos', { form: formOf(await cropFace(BEA)) }),
      404,
      'person_not_found',
    );
    expectProblem(await grace.get('/people/nobody/photos'), 404, 'person_not_found');
  });

  it('are listed, the newest first, with none twice or left out when others come', async () => {
    const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{}, {}, {}]);
    const first = await grace.get(`/people/${handle}/photos?limit=2`);
    await addPhotosOf(app, gallery, 'Ada', [{}], Date.now() + 1000);
    const second = await grace.get(`/people/${handle}/photos?limit=2&cursor=${first.json.next}`);
    const ids = [...first.json.items, ...second.json.items].map(({ id }) => id);
    expect(ids).to.deep.equal(photos.toReversed());
    expect(second.json.next).to.equal(null);
  });

  it('are sent, small ones too, and not again when they haven’t changed', async () => {
    await grace.post('/photos', { form: photoForm([['a.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ada' }) });
    const [{ id }] = await photosOf(await personOf(app, 'Grace', 'Ada'));
    for (const query of ['', '?size=thumbnail']) {
      const sent = await grace.get(`/photos/${id}/file${query}`);
      expect([sent.status, sent.headers.get('Content-Type')]).to.deep.equal([200, 'image/jpeg']);
      expect(sent.bytes.subarray(0, 2).toString('hex')).to.equal('ffd8');
      const again = await grace.get(`/photos/${id}/file${query}`, {
        headers: { 'If-None-Match': sent.headers.get('ETag') ?? '' },
      });
      expect(again.status).to.equal(304);
    }
    expectProblem(await grace.get(`/photos/${id}/file?size=huge`), 422, 'field_invalid', 'size');
    expectProblem(await eve.get(`/photos/${id}/file`), 404, 'photo_not_found');
  });

  it('are moved to somebody, by their id or a name', async () => {
    const { handle: ada, photos } = await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    const ben = await create('Ben');
    const [first = '', second = ''] = photos;
    const move = (photo: string, json: object) => grace.patch(`/photos/${photo}`, { json });
    expectProblem(await move(first, {}), 422, 'field_invalid', 'person');
    expectProblem(await move(first, { person: ben, name: 'Ben' }), 422, 'field_invalid', 'person');
    expectProblem(await move(first, { person: 'nobody' }), 404, 'person_not_found');
    expectProblem(await move(first, { person: ada }), 409, 'photo_known');
    expect((await move(first, { person: ben })).json.person).to.deep.equal({ id: ben, name: 'Ben' });
    expect((await move(second, { name: 'Cleo' })).json.person.name).to.equal('Cleo');
    expectProblem(await grace.get(`/people/${ada}`), 404, 'person_not_found');
  });

  it('are deleted', async () => {
    const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    for (const [i, photo] of photos.entries()) {
      expectProblem(await eve.delete(`/photos/${photo}`), 404, 'photo_not_found');
      expect((await grace.delete(`/photos/${photo}`)).status).to.equal(204);
      expectProblem(await grace.delete(`/photos/${photo}`), 404, 'photo_not_found');
      expect((await grace.get(`/people/${handle}`)).status).to.equal(i === 0 ? 200 : 404);
    }
  });
});
