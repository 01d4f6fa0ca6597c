import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { formOf } from '../support/api-gallery';
import type { TestApp } from '../support/app';
import { until } from '../support/app-process';
import { holdingsOf } from '../support/holdings';
import { addPhotosOf, galleryOf } from '../support/people';
import { BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';
import { zipForm, zipOf } from '../support/zips';

describe('people, photos, drafts and imports over the API', () => {
  let app: TestApp;
  let gallery: Gallery;
  let grace: ApiClient;
  let mallory: ApiClient;

  setUpApp(['Grace', 'Mallory'], async (started) => {
    app = started;
    gallery = await galleryOf(app, 'Grace');
    grace = await apiClient(app, 'Grace');
    mallory = await apiClient(app, 'Mallory');
  });
  afterEach(async () => {
    for (const { id } of (await grace.get('/people')).json.items) await grace.delete(`/people/${id}`);
  });

  const create = async (name: string): Promise<string> => (await grace.post('/people', { json: { name } })).json.id;
  const names = async () => (await grace.get('/people')).json.items.map(({ name }: { name: string }) => name);

  it('abuse 166: refuse cursors that are made up, or another list’s', async () => {
    const ada = await create('Ada');
    const encoded = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');
    for (const cursor of ['', 'x', encoded({ id: 'x' }), encoded([]), encoded(5), 'A'.repeat(9000)])
      expectProblem(await grace.get(`/people?cursor=${cursor}`), 422, 'field_invalid', 'cursor');
    const ofPhotos = encoded({ id: 1, createdAt: 1 });
    expect((await grace.get(`/people/${ada}/photos?cursor=${ofPhotos}`)).json.items).to.deep.equal([]);
    expectProblem(await grace.get(`/people?cursor=${ofPhotos}`), 422, 'field_invalid', 'cursor');
    for (const limit of ['0', '201', '-1', '1e9', 'x'])
      expectProblem(await grace.get(`/people?limit=${limit}`), 422, 'field_invalid', 'limit');
  });

  it('abuse 167: add a photo to the one who was meant, renamed meanwhile, and to nobody if they are deleted', async () => {
    const [ada, bea] = [await create('Ada'), await create('Bea')];
    const photo = await cropFace(CLEO);
    const [added] = await Promise.all([
      grace.post(`/people/${ada}/photos`, { form: formOf(photo) }),
      grace.patch(`/people/${ada}`, { json: { name: 'Ada King' } }),
    ]);
    expect(added.json.items[0].person.id).to.equal(ada);
    const engine = app.services.engine;
    const describe = engine.describe.bind(engine);
    let deleted = 0;
    engine.describe = async (...given) => {
      const described = await describe(...given);
      deleted = (await grace.delete(`/people/${bea}`)).status;
      return described;
    };
    const refused = await grace.post(`/people/${bea}/photos`, { form: formOf(await cropFace(BEA)) });
    engine.describe = describe;
    expect(deleted).to.equal(204);
    expectProblem(refused, 404, 'person_not_found');
    expect(await names()).to.deep.equal(['Ada King']);
  });

  it('abuse 168: let no key add or delete people that may only write photos, drafts or imports', async () => {
    const { photos } = await addPhotosOf(app, gallery, 'Ada', [{}]);
    const ben = await create('Ben');
    const key = await apiClient(app, 'Grace', ['photos:write', 'drafts:write', 'imports:write', 'drafts:read']);
    const [last = ''] = photos;
    const refusals = [
      await key.post('/photos', { form: photoForm([['a.jpg', await cropFace(BEA)]], { name: 'Cleo' }) }),
      await key.patch(`/photos/${last}`, { json: { name: 'Cleo' } }),
      await key.patch(`/photos/${last}`, { json: { person: ben } }),
      await key.delete(`/photos/${last}`),
    ];
    const { json } = await key.post(`/people/${ben}/photos`, { form: formOf(samplePhoto(1)) });
    const [{ draft }] = json.items;
    refusals.push(await key.post(`/drafts/${draft}/answer`, { json: { face: 1, name: 'Cleo', insist: true } }));
    for (const refused of refusals) expectProblem(refused, 403, 'scope_missing');
    expect(await names()).to.deep.equal(['Ada', 'Ben']);
    expect((await grace.get(`/photos/${last}`)).json.person.name).to.equal('Ada');
    await key.delete(`/drafts/${draft}`);
  });

  it('abuse 169: leave nothing of a body of Base64 that is broken, breaks off, or isn’t what it says', async () => {
    const ada = await create('Ada');
    const before = await holdingsOf(app, 'Grace');
    const file = (await cropFace(BEA)).toString('base64');
    const send = (json: unknown) => grace.post(`/people/${ada}/photos`, { json });
    const broken = [
      { file: `${file}!` },
      { file: [file, 5] },
      { file: [[file]] },
      { file: { file } },
      { file, deep: [[]] },
    ];
    for (const json of broken) expect((await send(json)).status).to.be.oneOf([400, 422]);
    for (let times = 0; times < 10; times++) {
      const request = http.request(`${app.url}/api/v1/people/${ada}/photos`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${grace.key}`, 'Content-Type': 'application/json', 'Content-Length': 1e7 },
      });
      request.on('error', () => undefined);
      request.write(`{"file":["${file}","${file.slice(0, 1000)}`);
      await once(request, 'socket');
      await until(() => readdirSync(path.join(app.dataDir, 'incoming')).length > 0);
      request.destroy();
      await until(() => readdirSync(path.join(app.dataDir, 'incoming')).length === 0);
    }
    expect(await holdingsOf(app, 'Grace')).to.deep.equal(before);
    expect((await send({ file })).status).to.equal(201);
  });

  it('abuse 170: know nothing of another gallery’s ids, and change nothing of it', async () => {
    const { handle: ada, photos } = await addPhotosOf(app, gallery, 'Ada', [{}]);
    const ben = await create('Ben');
    const [{ draft }] = (await grace.post(`/people/${ben}/photos`, { form: formOf(samplePhoto(1)) })).json.items;
    const zip = zipOf([{ name: 'Cleo/1.jpg', bytes: await cropFace(CLEO) }]);
    const { id } = (await grace.post('/imports', { form: zipForm(zip) })).json;
    const own = (await mallory.post('/people', { json: { name: 'Own' } })).json.id;
    const before = await holdingsOf(app, 'Grace');
    const [photo = ''] = photos;
    const calls: Array<[method: string, path: string, json?: unknown]> = [
      ['GET', `/people/${ada}`],
      ['PATCH', `/people/${ada}`, { name: 'X' }],
      ['DELETE', `/people/${ada}`],
      ['PUT', `/people/${ada}/cover`, { photo: null }],
      ['PUT', `/people/${own}/cover`, { photo }],
      ['POST', `/people/${own}/merges`, { person: ada, insist: true }],
      ['POST', `/people/${ada}/merges`, { person: own, insist: true }],
      ['GET', `/people/${ada}/merges`],
      ['GET', `/people/${ada}/photos`],
      ['POST', `/people/${ada}/photos`, { file: 'AAAA' }],
      ['GET', `/photos/${photo}`],
      ['GET', `/photos/${photo}/file`],
      ['PATCH', `/photos/${photo}`, { person: own }],
      ['DELETE', `/photos/${photo}`],
      ['GET', `/drafts/${draft}`],
      ['GET', `/drafts/${draft}/file`],
      ['POST', `/drafts/${draft}/answer`, { face: 1 }],
      ['DELETE', `/drafts/${draft}`],
      ['GET', `/imports/${id}`],
      ['GET', `/imports/${id}/people`],
      ['GET', `/imports/${id}/files`],
      ['PATCH', `/imports/${id}`, { unnamed: '' }],
      ['POST', `/imports/${id}/start`],
      ['POST', `/imports/${id}/resume`],
      ['DELETE', `/imports/${id}`],
    ];
    for (const [method, address, json] of calls) {
      const { status } = await mallory.request(method, address, json === undefined ? {} : { json });
      expect(status, `${method} ${address}`).to.equal(404);
    }
    for (const list of ['/drafts', '/imports']) expect((await mallory.get(list)).json.items).to.deep.equal([]);
    expect(await holdingsOf(app, 'Grace')).to.deep.equal(before);
    expect((await grace.get(`/imports/${id}`)).json.state).to.equal('waiting');
    await grace.delete(`/imports/${id}`);
    await grace.delete('/drafts?all=true');
  });

  it('abuse 171: change an import as a whole or not at all, whatever else changes it at the same time', async () => {
    const bytes = await cropFace(CLEO);
    const zip = zipOf(['Cleo', 'Dora'].map((name) => ({ name: `${name}/1.jpg`, bytes })));
    const { id } = (await grace.post('/imports', { form: zipForm(zip) })).json;
    const change = (json: object) => grace.patch(`/imports/${id}`, { json });
    const people = [0, 1].map((number) => ({ number, name: `Changed ${number}` }));
    const wrong = await change({ unnamed: 'Others', people: [...people, { number: 2, name: 'Nobody' }] });
    expectProblem(wrong, 422, 'field_invalid', 'people.2.number');
    const now = (await grace.get(`/imports/${id}`)).json;
    expect(now.unnamed).to.equal(null);
    const answers = await Promise.all([
      change({ people }),
      change({ encoding: 'cp437' }),
      grace.post(`/imports/${id}/start`),
      change({ people }),
    ]);
    for (const { status } of answers) expect(status).to.be.oneOf([200, 202, 409]);
    await until(async () => (await grace.get(`/imports/${id}`)).json.state === 'done');
    const all = await names();
    expect(all.filter((name: string) => /^Changed/.test(name)).length).to.be.oneOf([0, all.length]);
    await grace.delete(`/imports/${id}`);
  });
});
