import { once } from 'node:events';
import http from 'node:http';
import { expect } from 'chai';
import { ALL_SCOPES } from '../../src/auth/keys/scopes';
import { ApiClient, apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { everythingKept } from '../support/kept';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, photoForm } from '../support/photos';

/** What CompreFace's clients are told. */
const expectCode = (answer: Awaited<ReturnType<ApiClient['get']>>, status: number, code: number) => {
  expect([answer.status, answer.json?.code], JSON.stringify(answer.json)).to.deep.equal([status, code]);
  expect(answer.json.message).to.match(/^[A-Z][^<>{}\n]{10,200}[.!?]$/);
};

describe('CompreFace’s calls', () => {
  let app: TestApp;
  let ada: ApiClient;
  let eve: ApiClient;
  let browser: Browser;
  let imageId: string;
  const formOf = async (place: typeof BEA) => photoForm([['photo.jpg', await cropFace(place)]]);

  before(async () => {
    app = await startApp();
    browser = await signIn(app.url, 'Ada');
    await signIn(app.url, 'Eve');
    ada = await apiClient(app, 'Ada');
    eve = await apiClient(app, 'Eve');
    const { json } = await ada.post('/recognition/faces?subject=Ada', { form: await formOf(ADA_IN_SAMPLE_1) });
    imageId = json.image_id;
    await ada.post('/recognition/faces?subject=Bea', { form: await formOf(BEA) });
  });
  after(() => app.close());

  it('abuse 178: that would delete everything delete nothing without a name', async () => {
    const before = await everythingKept(app);
    for (const path of [
      '/recognition/faces',
      '/recognition/faces?subject=',
      '/recognition/subjects',
      '/recognition/subjects/',
    ])
      expectCode(await ada.delete(path), 400, 33);
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 179: do no more than the key may: no new person, no name, and nothing deleted', async () => {
    const photos = await apiClient(app, 'Ada', ['photos:write', 'recognitions:write']);
    const recognitions = await apiClient(app, 'Ada', ['recognitions:write']);
    const reading = await apiClient(
      app,
      'Ada',
      ALL_SCOPES.filter((scope) => scope !== 'recognitions:write'),
    );
    for (const each of [photos, recognitions, reading]) await each.get('/server'); // their first use is noted
    const before = await everythingKept(app);
    expectCode(await photos.post('/recognition/faces?subject=Cleo', { form: await formOf(ADA_IN_SAMPLE_3) }), 403, 0);
    const doubted = await photos.post('/recognition/faces?subject=bea', { form: await formOf(ADA_IN_SAMPLE_3) });
    expectCode(doubted, 409, 0);
    expect(JSON.stringify(doubted.json), 'a name').to.not.include('Ada');
    expectCode(await recognitions.get('/recognition/subjects'), 403, 0);
    expectCode(await recognitions.get('/recognition/faces'), 403, 0);
    expectCode(await recognitions.get(`/recognition/faces/${imageId}/img`), 403, 0);
    expectCode(await recognitions.delete('/recognition/subjects/Ada'), 403, 0);
    expectCode(await recognitions.delete(`/recognition/faces/${imageId}`), 403, 0);
    expectCode(await recognitions.post('/recognition/faces/delete', { json: [imageId] }), 403, 0);
    for (const path of ['/recognition/recognize', '/detection/detect', '/verification/verify'])
      expectCode(await reading.post(path, { form: await formOf(BEA) }), 403, 0);
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 179: delete nobody with their last photo, nor have anybody stay without one, but with people:write', async () => {
    const photos = await apiClient(app, 'Ada', ['photos:write', 'photos:read']);
    await photos.get('/server'); // its first use is noted
    const before = await everythingKept(app);
    expectCode(await photos.delete(`/recognition/faces/${imageId}`), 403, 0);
    expectCode(await photos.post('/recognition/faces/delete', { json: [imageId] }), 403, 0);
    expectCode(await photos.delete('/recognition/faces?subject=Ada'), 403, 0);
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 179: do nothing with JSON whose key is revoked while it arrives', async () => {
    const before = [(await ada.get('/recognition/subjects')).json, (await ada.get('/recognition/faces')).json];
    for (const [method, path, json] of [
      ['POST', '/recognition/subjects', '{"subject":"Cleo"}'],
      ['PUT', '/recognition/subjects/Ada', '{"subject":"Cleo"}'],
      ['POST', '/recognition/faces/delete', JSON.stringify([imageId])],
    ] as const)
      expect(await sentByRevoked(method, path, json), path).to.equal(401);
    const after = [(await ada.get('/recognition/subjects')).json, (await ada.get('/recognition/faces')).json];
    expect(after).to.deep.equal(before);
  });

  /** Sends JSON with a key that is revoked meanwhile. @returns the answer's status */
  async function sentByRevoked(method: string, path: string, json: string): Promise<number | undefined> {
    const { key } = await apiClient(app, 'Ada');
    const keys = app.services.catalog.selectFrom('apiKeys').selectAll().orderBy('id', 'desc');
    const request = http.request(`${app.url}/api/v1${path}`, {
      method,
      headers: { 'X-Api-Key': key, 'Content-Type': 'application/json' },
    });
    const answered = once(request, 'response');
    request.write(json.slice(0, 1));
    await until(async () => (await keys.executeTakeFirstOrThrow()).lastUsedAt !== null);
    await browser.post(`/keys/actions/revoke/${(await keys.executeTakeFirstOrThrow()).handle}`);
    request.end(json.slice(1));
    const [answer] = await answered;
    answer.resume();
    return answer.statusCode;
  }

  it('abuse 180: find nothing of another gallery, whatever it is called', async () => {
    await eve.get('/server'); // its first use is noted
    const before = await everythingKept(app);
    expectCode(await eve.get(`/recognition/faces/${imageId}/img`), 404, 11);
    expectCode(await eve.delete(`/recognition/faces/${imageId}`), 404, 11);
    expectCode(await eve.post(`/recognition/faces/${imageId}/verify`, { form: await formOf(BEA) }), 404, 11);
    expectCode(await eve.delete('/recognition/subjects/Ada'), 404, 42);
    expect((await eve.post('/recognition/faces/delete', { json: [imageId] })).json).to.deep.equal([]);
    expect((await eve.delete('/recognition/faces?subject=Ada')).json).to.deep.equal({ deleted: 0 });
    expect((await eve.get('/recognition/subjects')).json).to.deep.equal({ subjects: [] });
    expect((await eve.get('/recognition/faces?subject=Ada')).json.total_elements).to.equal(0);
    expect(await everythingKept(app)).to.deep.equal(before);
    const seen = await eve.post('/recognition/recognize', { form: await formOf(ADA_IN_SAMPLE_3) });
    expect(seen.json.result[0].subjects).to.deep.equal([]);
  });

  it('abuse 181: refuse what is malformed by a code, and store nothing', async () => {
    const before = await everythingKept(app);
    const deep = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);
    for (const json of [{}, [], { subject: 7 }, { subject: { $ne: 1 } }, { subject: 'A\0da' }, { subject: deep }])
      expectCode(await ada.post('/recognition/subjects', { json }), 400, 26);
    expectCode(await ada.post('/recognition/subjects', { json: { subject: ' \u200b' } }), 400, 33);
    for (const json of [{}, 'all', [7], [deep], Array(1001).fill(imageId)])
      expectCode(await ada.post('/recognition/faces/delete', { json }), 400, 26);
    const form = await formOf(ADA_IN_SAMPLE_3);
    for (const query of [
      'limit=-1',
      'limit=1e3',
      'det_prob_threshold=2',
      'prediction_count=0',
      'status=yes',
      'detect_faces=1',
    ])
      expectCode(await ada.post(`/recognition/recognize?${query}`, { form }), 400, 26);
    expectCode(await ada.post('/recognition/faces', { form }), 400, 33);
    expectCode(await ada.post('/recognition/recognize', { json: { file: '&&&' } }), 400, 26);
    expectCode(await ada.post('/recognition/recognize', { json: {} }), 400, 34);
    expectCode(
      await ada.post('/recognition/recognize', { form: photoForm([['a.jpg', Buffer.from('no photo')]]) }),
      400,
      21,
    );
    expectCode(await ada.post('/verification/verify', { form }), 400, 34);
    expectCode(await ada.post('/recognition/recognize', { headers: { 'Content-Type': 'text/plain' } }), 415, 0);
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 182: say so in CompreFace’s form when the key, the address or the rate is wrong, and take no key in an address', async () => {
    expectCode(await new ApiClient(app.url, undefined).get('/recognition/subjects'), 401, 20);
    expectCode(await new ApiClient(app.url, 'ff_nobody').post('/recognition/recognize'), 401, 0);
    expectCode(await ada.get('/recognition/nowhere'), 404, 0);
    expectCode(await ada.get('/detection/detect'), 405, 0);
    const { status } = await new ApiClient(app.url, undefined).get(`/static/${ada.key}/images/${imageId}`);
    expect(status).to.equal(401);
    const strict = await startApp({ RATE_PER_USER: '3' });
    try {
      await signIn(strict.url, 'Ada');
      const hasty = await apiClient(strict, 'Ada');
      const answers = [];
      for (let i = 0; i < 5; i++) answers.push(await hasty.get('/recognition/subjects'));
      const refused = answers.filter((answer) => answer.status === 429);
      expect(refused).to.have.length.above(0);
      for (const each of refused) expectCode(each, 429, 0);
    } finally {
      await strict.close();
    }
  });
});
