import { expect } from 'chai';
import { ApiClient, apiClient, expectProblem } from '../support/api';
import { settleApi } from '../support/api-gallery';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';

describe('the account over the API', () => {
  let app: TestApp;
  let grace: ApiClient;
  before(async () => {
    app = await startApp();
    grace = await settleApi(app, 'Grace');
  });
  after(() => app.close());

  it('is exported as a zip, which an import takes', async () => {
    const { status, headers, bytes } = await grace.get('/me/export');
    expect([status, headers.get('Content-Type')]).to.deep.equal([200, 'application/zip']);
    expect(headers.get('Content-Disposition')).to.match(/filename=.*Grace.*\.zip/);
    await signIn(app.url, 'Eve');
    const eve = await apiClient(app, 'Eve');
    const taken = await eve.post('/imports', { json: { file: bytes.toString('base64') } });
    expect(taken.json.preview).to.deep.include({ isExport: true, people: 2, photos: 2 });
  });

  it('is deleted by a key that may, with the words for it, and by no other', async () => {
    const reader = await apiClient(app, 'Grace', ['account:read', 'people:read']);
    const everything = { json: { confirm: 'delete everything' } };
    expectProblem(await reader.delete('/me', everything), 403, 'scope_missing');
    expectProblem(await grace.delete('/me', { json: { confirm: 'yes' } }), 422, 'field_invalid', 'confirm');
    expectProblem(await grace.delete('/me', { json: {} }), 422, 'field_invalid', 'confirm');
    expect((await reader.get('/people')).json.items).to.have.length(2);
    expect((await grace.delete('/me', everything)).status).to.equal(204);
    expectProblem(await reader.get('/people'), 401, 'key_unknown');
    expectProblem(await new ApiClient(app.url, grace.key).get('/me'), 401, 'key_unknown');
  });
});
