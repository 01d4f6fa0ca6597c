import { expect } from 'chai';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';

const BLOG = 'https://blog.example.org';

describe('the limits of events', () => {
  let app: TestApp;
  let client: ApiClient;
  before(async () => {
    app = await startApp({ RATE_EVENTS: '60', RATE_PER_USER: '200', EVENTS_ORIGINS: BLOG });
    await signIn(app.url, 'Ada');
    client = await apiClient(app, 'Ada');
  });
  after(() => app.close());

  const ask = (origin: string, path = '/events/pageviews') =>
    client.request('OPTIONS', path, {
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Sec-Fetch-Site': 'cross-site' },
    });

  it('abuse 188: pages of the sites that a setting names may record events, and no other page, nor other routes', async () => {
    const allowed = await ask(BLOG);
    expect([allowed.status, allowed.headers.get('Access-Control-Allow-Origin')]).to.deep.equal([204, BLOG]);
    expect(allowed.headers.get('Access-Control-Allow-Credentials')).to.equal(null);
    expect(allowed.headers.get('Vary')).to.include('Origin');
    for (const other of [ask('https://evil.example'), ask(BLOG, '/people')])
      expect((await other).headers.get('Access-Control-Allow-Origin')).to.equal(null);
    const sent = await client.post('/events/pageviews', { json: {}, headers: { Origin: BLOG } });
    expect([sent.status, sent.headers.get('Access-Control-Allow-Origin')]).to.deep.equal([201, BLOG]);
  });

  it('are their own: many at once are no obstacle, and each of a list counts', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.post('/events/pageviews', { json: {} })));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(40).fill(201));
    const before = (await client.get('/events/pageviews/count')).json.count;
    expectProblem(await client.post('/events/pageviews', { json: Array(30).fill({}) }), 429, 'too_many_requests');
    const after = await client.get('/events/pageviews/count');
    expect([after.status, after.json.count]).to.deep.equal([200, before]);
  });
});
