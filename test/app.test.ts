import { expect } from 'chai';
import request from 'supertest';
import { createApp } from '../src/app';
import { StartError } from '../src/start-error';
import { startApp, type TestApp } from './support/app';
import { captures } from './support/elements';
import { routesOf } from './support/routes';

describe('every answer', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const get = (path: string) => request(app.url).get(path);

  it('carries a request id that is in the log too, and how long it took', async () => {
    const { headers } = await get('/nowhere').expect(404);
    expect(headers['x-response-time']).to.match(/^[\d.]+ms$/);
    const line = app.logged.find(
      ({ requestId, msg }) => requestId === headers['x-request-id'] && msg === 'request answered',
    );
    expect(line).to.include({ method: 'GET', path: '/nowhere', status: 404 });
  });

  it('lets forms redirect to the provider, for the sign-out', async () => {
    const { headers } = await get('/error');
    expect(headers['content-security-policy']).to.match(/form-action 'self' http:\/\/127\.0\.0\.1:\d+/);
  });

  it('is a page for a person and JSON for a program when something is wrong', async () => {
    const page = await get('/nowhere').set('Accept', 'text/html').expect(404);
    expect(page.text).to.include('This page doesn’t exist.').and.include(page.headers['x-request-id']);
    const json = await get('/nowhere').set('Accept', 'application/json').expect(404);
    expect(json.body.error).to.include({ id: 'page_not_found', message: 'This page doesn’t exist.' });
  });

  it('hides what went wrong on our side, and logs it', async () => {
    const { catalog } = app.services;
    const broken = await startApp();
    try {
      await broken.services.catalog.schema.dropTable('sessions').execute();
      const keys = broken.services.appSecrets;
      expect(keys).to.have.length(1);
      const answer = await request(broken.url).get('/login').set('Accept', 'text/html');
      expect(answer.status).to.equal(500);
      expect(answer.text).to.include('There was an error in the app.').and.not.include('sessions');
      expect(broken.logged.some(({ msg, status }) => msg === 'request failed' && status === 500)).to.equal(true);
    } finally {
      await broken.close();
    }
    expect(await catalog.selectFrom('sessions').selectAll().execute()).to.be.an('array');
  });

  it('accepts a POST from its own origin', async () => {
    await request(app.url).post('/images').set({ Origin: app.url, Accept: 'application/json' }).expect(401);
    await request(app.url)
      .post('/images')
      .set({ 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' })
      .expect(401);
  });

  it('serves its pages’ assets as immutable, and loads nothing from elsewhere', async () => {
    const { text } = await get('/error').set('Accept', 'text/html').expect(200);
    const asked = captures(text, /(?:href|src)="([^"]+)"/g);
    expect(asked.filter((url) => !/^[/#]/.test(url))).to.deep.equal([]);
    const assets = asked.filter((url) => url.startsWith('/assets/'));
    expect(assets).to.have.length.above(4);
    for (const asset of assets) {
      const { headers } = await get(asset).expect(200);
      expect(headers['cache-control']).to.include('immutable');
      expect(headers['content-type']).to.match(/css|svg|javascript/);
    }
    await get('/assets/bootstrap.min.0123456789ab.css').expect(404);
  });

  it('is alive and ready', async () => {
    expect((await get('/health/live').expect(200)).body).to.deep.equal({ status: 'ok' });
    expect((await get('/health/ready').expect(200)).body).to.deep.equal({ status: 'ok' });
  });

  it('isn’t given below a path that the app uses itself: it doesn’t start', () => {
    const below = (path: string) => {
      const { config } = app.services;
      return createApp({ ...app.services, config: { ...config, publicUrl: config.publicUrl + path } });
    };
    const paths = routesOf(below('/faces')).map(({ path }) => path.split('/')[1]);
    for (const taken of new Set(paths.filter(Boolean)))
      expect(() => below(`/${taken}`), taken).to.throw(StartError, `PUBLIC_URL has the path /${taken}, which`);
  });
});
