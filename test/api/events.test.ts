import { expect } from 'chai';
import { HOUR_MS } from '../../src/units';
import { type ApiClient, apiClient, ApiClient as Client, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';

const PAGE = 'http://google.com';
const EVENT = { time: 'now', referrer: 'a', agent: 'b', source: 'c', medium: 'd', campaign: 'e', page: PAGE };

describe('the API of events', () => {
  let app: TestApp;
  let client: ApiClient;
  before(async () => {
    app = await startApp();
    await signIn(app.url, 'Ada');
    client = await apiClient(app, 'Ada');
  });
  after(() => app.close());

  const countOf = async (path: string) => (await client.get(`/events/${path}`)).json.count;

  it('records an event with an empty answer, and counts it in all and by the attributes of its description', async () => {
    const recorded = await client.post('/events/pageviews', { json: EVENT });
    expect([recorded.status, recorded.bytes.length]).to.deep.equal([201, 0]);
    await client.post('/events/pageviews', { json: { page: 'https://other.example' } });
    await client.post('/events/pageviews', { json: {} });
    expect(await countOf('pageviews/count')).to.equal(3);
    expect(await countOf(`pageviews/page/${encodeURIComponent(PAGE)}/count`)).to.equal(1);
    expect(await countOf('pageviews/page/never/count')).to.equal(0);
    expect(await countOf('postreads/count')).to.equal(0);
  });

  it('counts by hour and by day between two times', async () => {
    const { json: hours } = await client.get('/events/pageviews/count?by=hour');
    expect(hours.buckets.length).to.be.within(24, 25);
    expect(hours.buckets.at(-1).count).to.be.greaterThan(0);
    expect(hours.count).to.equal(await countOf('pageviews/count'));
    const { json: days } = await client.get(
      `/events/pageviews/page/${encodeURIComponent(PAGE)}/count?by=day&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z`,
    );
    expect(days).to.deep.equal({
      count: 0,
      buckets: [
        { from: '2026-01-01T00:00:00.000Z', count: 0 },
        { from: '2026-01-02T00:00:00.000Z', count: 0 },
      ],
    });
    const soon = new Date(Date.now() + HOUR_MS).toISOString();
    expect(await countOf(`pageviews/count?to=${soon}`)).to.equal(await countOf('pageviews/count'));
    expect(await countOf(`pageviews/count?from=${soon}&to=${soon}`)).to.equal(0);
  });

  it('refuses what it can’t count, and stores nothing of it', async () => {
    const before = await countOf('pageviews/count');
    const post = (json: unknown, collection = 'pageviews') => client.post(`/events/${collection}`, { json });
    expectProblem(await post(EVENT, 'nothing'), 404, 'collection_not_found');
    expectProblem(await post({ ...EVENT, color: 'red' }), 422, 'field_invalid', 'color');
    expectProblem(await post({ page: 1 }), 422, 'field_invalid', 'page');
    expectProblem(await post({ page: 'x'.repeat(1001) }), 422, 'field_invalid', 'page');
    expectProblem(await post({ page: { deep: {} } }), 422, 'field_invalid', 'page');
    expectProblem(await post(['page']), 422, 'field_invalid', '');
    expectProblem(await post({}, 'sightings'), 422, 'field_invalid', 'collection');
    expectProblem(await post({ page: 'a\0b' }), 400, 'text_invalid');
    expectProblem(await client.get('/events/pageviews/agent/b/count'), 422, 'field_invalid', 'attribute');
    expectProblem(await client.get('/events/nothing/count'), 404, 'collection_not_found');
    const ends = 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z';
    expectProblem(await client.get(`/events/pageviews/count?${ends}`), 422, 'field_invalid', 'from');
    const long = 'by=hour&from=2020-01-01T00:00:00Z';
    expectProblem(await client.get(`/events/pageviews/count?${long}`), 422, 'field_invalid', 'from');
    for (const time of ['0000-01-02T00:00:00Z', '1969-12-31T23:59:59Z'])
      for (const field of ['from', 'to'])
        expectProblem(await client.get(`/events/pageviews/count?by=day&${field}=${time}`), 422, 'field_invalid', field);
    expectProblem(await post({ page: 'x'.repeat(200_000) }), 413, 'body_too_large');
    expect(await countOf('pageviews/count')).to.equal(before);
  });

  it('begins with 1970 at the earliest', async () => {
    const { json } = await client.get('/events/pageviews/count?by=day&to=1970-01-02T00:00:00Z');
    expect(json.buckets).to.deep.equal([{ from: '1970-01-01T00:00:00.000Z', count: 0 }]);
  });

  it('needs a key, with its scopes', async () => {
    const nobody = new Client(app.url, undefined);
    expectProblem(await nobody.post('/events/pageviews', { json: EVENT }), 401, 'key_missing');
    expectProblem(await nobody.get('/events/pageviews/count'), 401, 'key_missing');
    const reader = await apiClient(app, 'Ada', ['events:read']);
    expectProblem(await reader.post('/events/pageviews', { json: EVENT }), 403, 'scope_missing');
    const writer = await apiClient(app, 'Ada', ['events:write']);
    expectProblem(await writer.get('/events/pageviews/count'), 403, 'scope_missing');
  });

  it('counts exactly what was recorded, by many writers at once', async () => {
    const page = 'https://busy.example';
    const before = await countOf('pageviews/count');
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => client.post('/events/pageviews', { json: { page } })),
    );
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([201]));
    expect(await countOf(`pageviews/page/${encodeURIComponent(page)}/count`)).to.equal(300);
    expect(await countOf('pageviews/count')).to.equal(before + 300);
    const { catalog } = app.services;
    const { stored } = await catalog
      .selectFrom('events')
      .select(({ fn }) => fn.countAll<number>().as('stored'))
      .where('collection', '=', 'pageviews')
      .executeTakeFirstOrThrow();
    expect(Number(stored)).to.equal(before + 300);
  });

  it('records an event once that comes twice with an Idempotency-Key', async () => {
    const before = await countOf('pageviews/count');
    const sent = { json: EVENT, headers: { 'Idempotency-Key': 'view-1' } };
    await client.post('/events/pageviews', sent);
    const again = await client.post('/events/pageviews', sent);
    expect([again.status, again.bytes.length]).to.deep.equal([201, 0]);
    expect(await countOf('pageviews/count')).to.equal(before + 1);
  });
});
