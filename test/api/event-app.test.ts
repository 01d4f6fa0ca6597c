import { expect } from 'chai';
import request from 'supertest';
import { apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';

// What clients of koa2-example-app (https://github.com/OrKoN/koa2-example-app, test/apiSpec.js) expect, at this prefix and with an API key.
const PREFIX = '/api/v1/events';

describe('clients of the event app', () => {
  let app: TestApp;
  let Authorization: string;
  before(async () => {
    app = await startApp();
    await signIn(app.url, 'Ada');
    Authorization = `Key ${(await apiClient(app, 'Ada', ['events:read', 'events:write'])).key}`;
  });
  after(() => app.close());

  const page = 'http://google.com';
  const encoded = encodeURIComponent(page);
  const view = { time: 'now', referrer: 'a', agent: 'b', source: 'c', medium: 'd', campaign: 'e', page };

  it('add an event', async () => {
    const { text } = await request(app.url).post(`${PREFIX}/pageviews`).set({ Authorization }).send(view).expect(201);
    expect(text).to.equal('');
  });

  it('can’t add an event without a key, or one of a collection that isn’t described', async () => {
    await request(app.url).post(`${PREFIX}/pageviews`).send(view).expect(401);
    await request(app.url).post(`${PREFIX}/clicks`).set({ Authorization }).send(view).expect(404);
  });

  it('get the count by page', async () => {
    const { body } = await request(app.url)
      .get(`${PREFIX}/pageviews/page/${encoded}/count`)
      .set({ Authorization })
      .send()
      .expect(200);
    expect(body).to.deep.equal({ count: 1 });
    await request(app.url).get(`${PREFIX}/clicks/page/${encoded}/count`).set({ Authorization }).expect(404);
  });

  it('can’t get the count without a key', async () => {
    await request(app.url).get(`${PREFIX}/pageviews/page/${encoded}/count`).send().expect(401);
  });
});
