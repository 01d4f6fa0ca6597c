import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import type { TestApp } from '../support/app';
import { addPhotosOf, galleryOf } from '../support/people';
import { setUpApp } from '../support/set-up-app';

describe('people over the API', () => {
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
    for (const { id } of await everybody()) await grace.delete(`/people/${id}`);
  });

  type Item = { id: string; name: string; photos: number };
  const everybody = async (): Promise<Item[]> => (await grace.get('/people?limit=200')).json.items;
  const names = async () => (await everybody()).map(({ name }) => name);
  const create = async (name: string): Promise<string> => (await grace.post('/people', { json: { name } })).json.id;

  it('are added without a photo, once, and shown', async () => {
    const added = await grace.post('/people', { json: { name: '  Ada  Lovelace ' } });
    expect(added.status).to.equal(201);
    expect(added.json).to.deep.include({ name: 'Ada Lovelace', photos: 0, cover: null });
    const address = added.headers.get('Location') ?? '';
    expect(address).to.equal(`/api/v1/people/${added.json.id}`);
    const shown = await grace.get(address.replace('/api/v1', ''));
    expect(shown.json).to.deep.equal(added.json);
    const again = await grace.get(`/people/${added.json.id}`, {
      headers: { 'If-None-Match': shown.headers.get('ETag') ?? '' },
    });
    expect(again.status).to.equal(304);
    expectProblem(await grace.post('/people', { json: { name: 'ADA LOVELACE' } }), 409, 'name_taken');
    expect(await names()).to.deep.equal(['Ada Lovelace']);
  });

  it('are added once for an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'ada-1' };
    const first = await grace.post('/people', { json: { name: 'Ada' }, headers });
    const second = await grace.post('/people', { json: { name: 'Ada' }, headers });
    expect([second.status, second.json]).to.deep.equal([201, first.json]);
    expectProblem(await grace.post('/people', { json: { name: 'Ben' }, headers }), 422, 'idempotency_key_reused');
    expect(await names()).to.deep.equal(['Ada']);
  });

  for (const [what, json, status, id, field] of [
    ['without a name', {}, 422, 'field_invalid', 'name'],
    ['with an empty name', { name: ' ' }, 400, 'name_missing', 'name'],
    ['with a long name', { name: 'x'.repeat(101) }, 422, 'name_too_long', 'name'],
    ['with a number as a name', { name: 5 }, 422, 'field_invalid', 'name'],
    ['with an unknown field', { name: 'Ada', age: 36 }, 422, 'field_invalid', 'age'],
    ['as a list', [], 422, 'field_invalid', ''],
  ] as const) {
    it(`are refused ${what}, and nobody is added or renamed`, async () => {
      const ada = await create('Ada');
      expectProblem(await grace.post('/people', { json }), status, id, field);
      expectProblem(await grace.patch(`/people/${ada}`, { json }), status, id, field);
      expect(await names()).to.deep.equal(['Ada']);
    });
  }

  it('are listed by name, piece by piece, with nobody twice or left out when others come and go', async () => {
    for (const name of ['Éa', 'ben', 'Ada', 'Cleo', 'Dora']) await create(name);
    const first = await grace.get('/people?limit=2');
    expect(first.json.items.map(({ name }: Item) => name)).to.deep.equal(['Ada', 'ben']);
    expect(first.headers.get('Link')).to.include(`cursor=${first.json.next}>; rel="next"`);
    await create('Abe');
    await create('Cora');
    await grace.delete(`/people/${first.json.items[1].id}`);
    const second = await grace.get(`/people?limit=2&cursor=${first.json.next}`);
    expect(second.json.items.map(({ name }: Item) => name)).to.deep.equal(['Cleo', 'Cora']);
    const third = await grace.get(`/people?limit=2&cursor=${second.json.next}`);
    expect(third.json.items.map(({ name }: Item) => name)).to.deep.equal(['Dora', 'Éa']);
    expect([third.json.next, third.headers.get('Link')]).to.deep.equal([null, null]);
  });

  it('are searched by a part of their name', async () => {
    for (const name of ['Žofie 100%', 'Zoe', 'Ada']) await create(name);
    const found = async (search: string) =>
      (await grace.get(`/people?${new URLSearchParams({ search })}`)).json.items.map(({ name }: Item) => name);
    expect(await found('ZOF')).to.deep.equal(['Žofie 100%']);
    expect(await found('%')).to.deep.equal(['Žofie 100%']);
    expect(await found('zo')).to.deep.equal(['Zoe', 'Žofie 100%']);
  });

  it('are renamed, unless somebody has the name', async () => {
    const [ada, ben] = [await create('Ada'), await create('Ben')];
    const renamed = await grace.patch(`/people/${ada}`, { json: { name: 'Ada King' } });
    expect([renamed.status, renamed.json.id, renamed.json.name]).to.deep.equal([200, ada, 'Ada King']);
    expectProblem(await grace.patch(`/people/${ben}`, { json: { name: 'ada king' } }), 409, 'name_taken');
    expect(await names()).to.deep.equal(['Ada King', 'Ben']);
  });

  it('have a cover, which can be chosen among their photos', async () => {
    const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{ quality: 0.9 }, { quality: 0.5 }]);
    const others = await addPhotosOf(app, gallery, 'Ben', [{}]);
    const put = (photo: unknown) => grace.request('PUT', `/people/${handle}/cover`, { json: { photo } });
    const [best = '', other = ''] = photos;
    expect((await put(other)).json.cover).to.equal(other);
    expectProblem(await put(others.photos[0]), 404, 'photo_not_found');
    expect((await grace.get(`/people/${handle}`)).json.cover).to.equal(other);
    expect((await put(null)).json).to.deep.include({ cover: best, photos: 2 });
  });

  it('are merged, if they look alike or the caller insists, and parted again', async () => {
    const ada = await addPhotosOf(app, gallery, 'Ada', [{}, {}]);
    const ben = await addPhotosOf(app, gallery, 'Ben', [{}]);
    const merge = (other: string, insist?: boolean) =>
      grace.post(`/people/${ada.handle}/merges`, { json: { person: other, ...(insist && { insist }) } });
    expectProblem(await merge(ben.handle), 409, 'merge_unlike');
    expectProblem(await merge(ada.handle, true), 422, 'merge_with_self');
    expectProblem(await merge('nobody', true), 404, 'person_not_found');
    expect(await names()).to.deep.equal(['Ada', 'Ben']);
    const merged = await merge(ben.handle, true);
    expect([merged.status, merged.json.name, merged.json.person]).to.deep.equal([201, 'Ben', ada.handle]);
    expectProblem(await grace.get(`/people/${ben.handle}`), 404, 'person_not_found');
    expect((await grace.get(`/people/${ada.handle}/merges`)).json.items).to.deep.equal([merged.json]);
    expectProblem(await eve.delete(`/merges/${merged.json.id}`), 404, 'merge_not_found');
    const undone = await grace.delete(`/merges/${merged.json.id}`);
    expect([undone.status, undone.json.id, undone.json.photos]).to.deep.equal([200, ben.handle, 1]);
    expectProblem(await grace.delete(`/merges/${merged.json.id}`), 404, 'merge_not_found');
  });

  it('are deleted with their photos', async () => {
    const { handle, photos } = await addPhotosOf(app, gallery, 'Ada', [{}]);
    const gone = await grace.delete(`/people/${handle}`);
    expect([gone.status, gone.bytes.length]).to.deep.equal([204, 0]);
    expectProblem(await grace.delete(`/people/${handle}`), 404, 'person_not_found');
    expectProblem(await grace.get(`/photos/${photos[0]}`), 404, 'photo_not_found');
  });

  it('are seen and changed by keys with the scopes for it alone', async () => {
    const ada = await create('Ada');
    const reader = await apiClient(app, 'Grace', ['people:read']);
    const writer = await apiClient(app, 'Grace', ['people:write', 'photos:read']);
    expect((await reader.get('/people')).status).to.equal(200);
    expectProblem(await writer.get('/people'), 403, 'scope_missing');
    expectProblem(await writer.get(`/people/${ada}`), 403, 'scope_missing');
    expectProblem(await reader.post('/people', { json: { name: 'Ben' } }), 403, 'scope_missing');
    expectProblem(await reader.delete(`/people/${ada}`), 403, 'scope_missing');
    expect(await names()).to.deep.equal(['Ada']);
  });
});
