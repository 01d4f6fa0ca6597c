import { expect } from 'chai';
import { ALL_SCOPES } from '../../../src/auth/keys/scopes';
import { ApiClient, expectProblem } from '../../support/api';
import type { TestApp } from '../../support/app';
import type { Browser } from '../../support/browser';
import { everythingKept } from '../../support/kept';
import { expectRefusal } from '../../support/refusal';
import { setUpApp } from '../../support/set-up-app';

const KEY = /ff_[\w-]{43}/g;

describe('the page of API keys', () => {
  let app: TestApp;
  let ada: Browser;
  setUpApp(['Ada'], (...started) => {
    [app, ada] = started;
  });
  beforeEach(async () => void (await app.services.catalog.deleteFrom('apiKeys').execute()));

  const make = (fields: Record<string, string> = {}) =>
    ada.post('/keys', { name: 'Door', end: '', 'people:read': 'yes', ...fields });
  const keyOn = (text: string) => text.match(KEY)?.[0] ?? '';
  const rows = () => app.services.catalog.selectFrom('apiKeys').selectAll().execute();

  it('is led to from the settings, and empty at first', async () => {
    expect((await ada.get('/settings')).text)
      .to.include('href="/keys"')
      .and.include('href="/api/reference"');
    expect((await ada.get('/keys')).text).to.include('There are no keys yet.');
  });

  it('shows a key once, with a line to try it; the catalog has its hash alone', async () => {
    const { text, status, headers } = await make();
    expect([status, headers.get('Cache-Control')]).to.deep.equal([200, 'no-store']);
    const key = keyOn(text);
    expect(text.match(KEY), 'the key, and the line').to.have.length(2);
    expect(text).to.include(`curl -H 'Authorization: Bearer ${key}' ${app.url}/api/v1/me`);
    expect((await ada.get('/keys')).text)
      .to.include('Door')
      .and.include('Never used')
      .and.not.match(KEY);
    expect(JSON.stringify(await everythingKept(app))).not.to.include(key);
    const sessions = await app.services.catalog.selectFrom('sessions').selectAll().execute();
    expect(JSON.stringify([sessions, app.logged])).not.to.include(key);
    const { json } = await new ApiClient(app.url, key).get('/me');
    expect(json.key).to.deep.include({ name: 'Door', scopes: ['people:read'], expiresAt: null });
    expect((await ada.get('/keys')).text).to.include('Last used');
  });

  it('gives a key what was ticked, and the day after which it ends', async () => {
    const { text } = await make({ 'account:delete': 'yes', end: '2099-02-28', 'nobody:knows': 'yes' });
    const { json } = await new ApiClient(app.url, keyOn(text)).get('/me');
    expect(json.key.scopes).to.deep.equal(['people:read', 'account:delete']);
    expect(json.key.expiresAt).to.equal('2099-03-01T00:00:00.000Z');
    expect((await ada.get('/keys')).text).to.include('Ends <time datetime="2099-03-01T00:00:00.000Z">');
  });

  it('ticks what a usual purpose takes', async () => {
    const ticked = async (preset: string) =>
      [...(await ada.get(`/keys?preset=${preset}`)).text.matchAll(/name="([\w:]+)" value="yes" checked/g)].map(
        ([, scope]) => scope,
      );
    expect(await ticked('everything')).to.deep.equal([...ALL_SCOPES]);
    expect(await ticked('compreface')).to.include.members(['recognitions:write', 'photos:write', 'people:write']);
    expect(await ticked('recognize'))
      .to.include('recognitions:write')
      .and.not.include('people:write');
    for (const none of ['', 'toString', 'nobody']) expect(await ticked(none), none).to.deep.equal([]);
  });

  it('revokes a key at once', async () => {
    const client = new ApiClient(app.url, keyOn((await make()).text));
    expect((await client.get('/me')).status).to.equal(200);
    const [row] = await rows();
    const { text } = await ada.follow(await ada.post(`/keys/actions/revoke/${row?.handle}`));
    expect(text).to.include('was revoked').and.include('Revoked</span>').and.not.include('Revoke…');
    expectProblem(await client.get('/me'), 401, 'key_revoked');
    await ada.post(`/keys/actions/revoke/${row?.handle}`);
    expect((await rows())[0]?.revokedAt, 'the first time counts').to.be.a('number');
    expectRefusal(app, await ada.post('/keys/actions/revoke/nobody'), 404);
  });

  it('says which keys have expired', async () => {
    const client = new ApiClient(app.url, keyOn((await make({ end: '2099-01-01' })).text));
    await app.services.catalog.updateTable('apiKeys').set({ expiresAt: Date.now() }).execute();
    expect((await ada.get('/keys')).text)
      .to.include('Expired</span>')
      .and.include('Ended <time');
    expectProblem(await client.get('/me'), 401, 'key_expired');
  });

  it('forgets keys a month after their end', async () => {
    await make({ name: 'Old' });
    await app.services.catalog.updateTable('apiKeys').set({ revokedAt: 1 }).execute();
    await make({ name: 'New' });
    await app.services.apiKeys.tidy();
    expect((await rows()).map(({ name }) => name)).to.deep.equal(['New']);
  });
});
