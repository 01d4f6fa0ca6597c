import { expect } from 'chai';
import { ApiClient, apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';

describe('the API about itself', () => {
  let app: TestApp;
  let client: ApiClient;
  before(async () => {
    app = await startApp();
    await signIn(app.url, 'Ada');
    client = await apiClient(app, 'Ada', ['people:read']);
  });
  after(() => app.close());

  it('says what the server is, and what the key opens', async () => {
    const server = await client.get('/server');
    expect(server.status).to.equal(200);
    expect(server.json).to.include({ name: 'FamiliarFaces' });
    expect(server.headers.get('RateLimit')).to.match(/^"minute";r=\d+;t=\d+$/);
    const { json } = await client.get('/me');
    expect(json.user).to.deep.equal({ name: 'Ada' });
    expect(json.key).to.deep.include({ name: 'test', scopes: ['people:read'], expiresAt: null });
  });

  it('answers 304 when nothing has changed', async () => {
    const { headers } = await client.get('/server');
    const again = await client.get('/server', { headers: { 'If-None-Match': headers.get('ETag') ?? '' } });
    expect(again.status).to.equal(304);
  });

  it('refuses a request without a key, or with one that nobody has', async () => {
    expectProblem(await new ApiClient(app.url, undefined).get('/me'), 401, 'key_missing');
    expectProblem(await new ApiClient(app.url, 'ff_nobody').get('/me'), 401, 'key_unknown');
    expectProblem(await new ApiClient(app.url, undefined).post('/people', { json: {} }), 401, 'key_missing');
  });

  it('answers what doesn’t exist with a problem, too', async () => {
    expectProblem(await client.get('/nowhere'), 404, 'page_not_found');
    expectProblem(await client.post('/server', { json: {} }), 405, 'method_not_allowed');
  });
});
