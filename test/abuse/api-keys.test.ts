import http from 'node:http';
import { expect } from 'chai';
import { sql } from 'kysely';
import { exampleAddress } from '../../src/api/description/curl';
import { OPERATIONS } from '../../src/api/operations';
import { ALL_SCOPES, type Scope } from '../../src/auth/keys/scopes';
import { ApiClient, apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { everythingKept } from '../support/kept';
import { expectRefusal } from '../support/refusal';
import { setUpApp } from '../support/set-up-app';

/** All but what a use of a key leaves. */
async function kept(app: TestApp): Promise<object> {
  const { apiKeys: _, ...rest } = await everythingKept(app);
  return rest;
}

describe('a key', () => {
  let app: TestApp;
  let ada: Browser;
  let client: ApiClient;
  setUpApp(['Ada', 'Eve'], async (...started) => {
    [app, ada] = started;
    client = await apiClient(app, 'Ada');
  });

  const withHeaders = (headers: Record<string, string>) => new ApiClient(app.url, undefined).get('/me', { headers });

  it('is the same in each header that carries it', async () => {
    const { key = '' } = client;
    const fitting: Array<Record<string, string>> = [
      { Authorization: `Bearer ${key}` },
      { Authorization: `bearer   ${key} ` },
      { Authorization: `Key ${key}` },
      { 'X-Api-Key': key },
      { 'X-Api-Key': key, Authorization: `Bearer ${key}` },
      { 'X-Api-Key': key, Authorization: 'Basic YTpi' },
    ];
    for (const headers of fitting) expect((await withHeaders(headers)).status, JSON.stringify(headers)).to.equal(200);
  });

  it('abuse 156: that is malformed, unknown, cut, longer, or one of two opens nothing', async () => {
    const { key = '' } = client;
    for (const odd of [
      'x',
      key.slice(0, -1),
      `${key}A`,
      key.toUpperCase(),
      'ff_',
      '%00',
      "' or 1=1 --",
      'a'.repeat(7000),
    ])
      expectProblem(await withHeaders({ 'X-Api-Key': odd }), 401, 'key_unknown');
    for (const none of [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${key}`,
      key,
      `Bearer\t${key}`,
      ' '.repeat(7000),
      `${'a '.repeat(3500)}`,
    ])
      expectProblem(await withHeaders({ Authorization: none }), 401, 'key_missing');
    expectProblem(await withHeaders({ Authorization: `Bearer ${' '.repeat(7000)}x` }), 401, 'key_unknown');
    expectProblem(await withHeaders({ Authorization: `Bearer ${key}`, 'X-Api-Key': 'ff_other' }), 400, 'keys_differ');
    expect((await withHeaders({ 'X-Api-Key': 'a'.repeat(100_000) })).status).to.equal(431);
    expectProblem(await new ApiClient(app.url, undefined).get(`/me?key=${key}&x-api-key=${key}`), 401, 'key_missing');
  });

  it('abuse 156: that has ended opens nothing', async () => {
    const ended = await apiClient(app, 'Ada', ALL_SCOPES, Date.now() - 1);
    for (const { method, path } of OPERATIONS)
      expectProblem(await ended.request(method.toUpperCase(), path), 401, 'key_expired');
  });

  it('abuse 157: does nothing for which it lacks a scope, and nothing is stored', async () => {
    const without = new Map<Scope, ApiClient>();
    for (const scope of ALL_SCOPES)
      without.set(
        scope,
        await apiClient(
          app,
          'Ada',
          ALL_SCOPES.filter((each) => each !== scope),
        ),
      );
    const before = await kept(app);
    for (const operation of OPERATIONS) {
      for (const scope of operation.scopes) {
        const method = operation.method.toUpperCase();
        const sent = method === 'GET' ? {} : { json: operation.example.body ?? {} };
        const answer = await without.get(scope)?.request(method, exampleAddress(operation), sent);
        if (!answer) throw new Error(`no key without ${scope}`);
        expectProblem(answer, 403, 'scope_missing');
        expect(answer.json.detail, operation.id).to.include(scope);
      }
    }
    expect(await kept(app)).to.deep.equal(before);
  });

  it('abuse 155: beside a cookie is the only one that counts, and lifts no check of where a request comes from', async () => {
    const eves = await apiClient(app, 'Eve');
    const headers = { Authorization: `Bearer ${eves.key}` };
    const read = await ada.request('GET', '/api/v1/me', { headers });
    expect(JSON.parse(read.text).user).to.deep.equal({ name: 'Eve' });
    expect(read.headers.getSetCookie()).to.deep.equal([]);
    for (const site of ['cross-site', 'same-site'])
      expectRefusal(
        app,
        await ada.request('POST', '/api/v1/events/pageviews', { headers: { ...headers, 'Sec-Fetch-Site': site } }),
        403,
      );
    // Elsewhere a key is nothing.
    expect((await fetch(`${app.url}/settings`, { headers, redirect: 'manual' })).status).to.equal(303);
  });

  it('abuse 159: that is revoked while the body arrives does nothing', async () => {
    const late = await apiClient(app, 'Ada');
    const before = await kept(app);
    const { hostname, port } = new URL(app.url);
    const request = http.request({
      ...{ hostname, port, method: 'POST', path: '/api/v1/events/pageviews' },
      headers: { 'X-Api-Key': late.key, 'Content-Type': 'application/json' },
    });
    const answered = new Promise<http.IncomingMessage>((resolve, reject) =>
      request.on('response', resolve).on('error', reject),
    );
    request.write('{"page":');
    const rowOf = () =>
      app.services.catalog.selectFrom('apiKeys').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();
    await until(async () => (await rowOf()).lastUsedAt !== null);
    await ada.post(`/keys/actions/revoke/${(await rowOf()).handle}`);
    request.end('"https://example.org"}');
    const answer = await answered;
    answer.resume();
    expect(answer.statusCode).to.equal(401);
    expect(await kept(app)).to.deep.include({ events: (before as { events: object[] }).events });
  });

  it('abuse 160: is in no log, whatever is asked with it', async () => {
    for (const [method, path] of [
      ['GET', '/me'],
      ['GET', `/${client.key}`],
      ['GET', `/people?key=${client.key}`],
      ['POST', '/nowhere'],
    ] as const)
      await client.request(method, path, { headers: { Referer: `${app.url}/?${client.key}` } });
    const told = app.logged.map((line) => JSON.stringify(line)).filter((line) => line.includes(client.key ?? ''));
    expect(
      told.filter((line) => !line.includes(`/api/v1/${client.key}`)),
      'but in a path that has it',
    ).to.deep.equal([]);
    for (const page of ['/keys', '/settings', '/account'])
      expect((await ada.get(page)).text).not.to.include(client.key);
  });

  it('abuse 161: goes with the account', async () => {
    const grace = await signIn(app.url, 'Grace');
    const graces = await apiClient(app, 'Grace');
    await graces.post('/events/pageviews', { json: { page: 'a' }, headers: { 'Idempotency-Key': 'once' } });
    await grace.post('/account/delete', { confirm: 'yes' });
    expectProblem(await graces.get('/me'), 401, 'key_unknown');
    expectProblem(await graces.post('/events/pageviews', { json: { page: 'a' } }), 401, 'key_unknown');
    expect(await app.services.catalog.selectFrom('idempotentRequests').selectAll().execute()).to.deep.equal([]);
  });
});

describe('a key on a disk that can’t be written', () => {
  it('opens what can be read', async () => {
    const app = await startApp();
    try {
      await signIn(app.url, 'Grace');
      const client = await apiClient(app, 'Grace');
      await sql`pragma query_only = on`.execute(app.services.catalog);
      expect((await client.get('/people')).status).to.equal(200);
      expect((await client.get('/people')).status, 'once more').to.equal(200);
      await sql`pragma query_only = off`.execute(app.services.catalog);
    } finally {
      await app.close();
    }
  });
});

describe('somebody with a key that a page shows', () => {
  it('abuse 165: uses up what its maker’s keys have, and nothing of the maker’s own pages', async () => {
    const app = await startApp({ RATE_PER_USER: '20', RATE_MISSES: '5' });
    try {
      const grace = await signIn(app.url, 'Grace');
      const client = await apiClient(app, 'Grace');
      for (let i = 0; i < 6; i += 1) expect((await client.get(`/people/${i}`)).status).to.equal(404);
      expectProblem(await client.get('/me'), 429, 'too_many_guesses');
      for (let i = 0; i < 13; i += 1) await client.get('/me');
      expectProblem(await client.get('/me'), 429, 'too_many_requests');
      const other = await apiClient(app, 'Grace');
      expectProblem(await other.get('/me'), 429, 'too_many_requests');
      expect((await grace.get('/settings')).status).to.equal(200);
    } finally {
      await app.close();
    }
  });
});

describe('somebody who guesses keys', () => {
  it('abuse 165: is stopped as any visitor is, and told for how long', async () => {
    const app = await startApp({ RATE_PER_ADDRESS: '20' });
    try {
      const guess = (i: number) => new ApiClient(app.url, `ff_${i}`).get('/me');
      for (let i = 0; i < 20; i += 1) expectProblem(await guess(i), 401, 'key_unknown');
      const refused = await guess(20);
      expectProblem(refused, 429, 'too_many_requests');
      expect(refused.headers.get('Retry-After')).to.match(/^\d+$/);
      expect(refused.headers.get('RateLimit')).to.match(/^"minute";r=0;t=\d+$/);
      expect(refused.headers.get('RateLimit-Policy')).to.equal('"minute";q=20;w=60');
    } finally {
      await app.close();
    }
  });
});
