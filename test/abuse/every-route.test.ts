import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import { createApp } from '../../src/app';
import { isForCompreFace } from '../../src/compreface/faults';
import { isForApi } from '../../src/web/responses/api-paths';
import { expectSafeHeaders } from '../support/answer-headers';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { everythingKept } from '../support/kept';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { addressOf, changes, countRouters, isForAdmins, nameOf, PUBLIC, type Route, routesOf } from '../support/routes';
import { setUpApp } from '../support/set-up-app';

const FOREIGN: Array<[from: string, headers: Record<string, string>]> = [
  ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['another site of the same domain', { 'Sec-Fetch-Site': 'same-site' }],
  ['another site, with our Origin', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost' }],
  ['a foreign origin', { 'Sec-Fetch-Site': '', Origin: 'https://evil.example' }],
  ['our host over another scheme', { 'Sec-Fetch-Site': '', Origin: 'https://localhost' }],
  ['an origin that begins like ours', { 'Sec-Fetch-Site': '', Origin: 'http://localhost.evil.example' }],
  ['no origin', { 'Sec-Fetch-Site': '', Origin: 'null' }],
  ['who knows where', { 'Sec-Fetch-Site': '' }],
  ['a page that says something unheard-of', { 'Sec-Fetch-Site': 'same-origin, cross-site' }],
];

const ASKING: Array<Record<string, string>> = [{}, { Accept: 'application/json' }, { 'Sec-Fetch-Site': 'cross-site' }];

describe('every route', () => {
  let app: TestApp;
  let ada: Browser;
  let routes: Route[];
  setUpApp(['Ada'], async (...started) => {
    [app, ada] = started;
    await ada.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    await ada.post('/images', photoForm([['three.jpg', samplePhoto(1)]], { name: 'One of three' }));
    await ada.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
    routes = routesOf(createApp(app.services));
  });

  const isPublic = (route: Route) => PUBLIC.has(nameOf(route));
  /** There is no such page for anybody else: test/abuse/admin.test.ts. */

  it('is known to these tests: each controller has one router, and nothing else answers', () => {
    const controllers = globSync('**/*-controller.ts', { cwd: path.join(__dirname, '..', '..', 'src') });
    const { middleware } = createApp(app.services);
    expect(countRouters({ middleware })).to.equal(controllers.length);
    const rest = middleware.slice(middleware.findIndex((each) => 'router' in each));
    expect(rest, 'routers, each with its answer to other methods').to.have.length(2 * controllers.length);
    expect(routes.length).to.be.above(40);
    expect(
      [...PUBLIC].filter((name) => !routes.map(nameOf).includes(name)),
      'public, but not there',
    ).to.deep.equal([]);
  });

  it('abuse 39: needs a sign-in, but for the few that sign in or report health', async () => {
    const visitor = new Browser(app.url);
    for (const route of routes.filter((each) => !isPublic(each) && !isForAdmins(each))) {
      if (isForApi(route)) continue; // below
      const page = await visitor.request(route.method, addressOf(route), { headers: {} });
      expect([page.status, new URL(page.location ?? '').pathname], nameOf(route)).to.deep.equal([303, '/login']);
      expectRefusal(
        app,
        await visitor.request(route.method, addressOf(route), { headers: { Accept: 'application/json' } }),
        401,
      );
    }
    expect(visitor.cookies().size).to.equal(0);
  });

  it('abuse 155: needs a key below /api/v1, where no sign-in counts', async () => {
    for (const route of routes.filter(isForApi)) {
      for (const browser of [new Browser(app.url), ada]) {
        const page = await browser.request(route.method, addressOf(route), { headers: {} });
        expectRefusal(app, page, 401);
        expect([page.headers.get('Content-Type'), page.headers.get('WWW-Authenticate')], nameOf(route)).to.deep.equal([
          isForCompreFace(route) ? 'application/json; charset=utf-8' : 'application/problem+json',
          'Bearer',
        ]);
        expect(page.headers.getSetCookie()).to.deep.equal([]);
      }
    }
  });

  for (const [from, headers] of FOREIGN) {
    it(`abuse 63: that changes something takes no request from ${from}`, async () => {
      const before = await everythingKept(app);
      for (const route of routes.filter(changes)) {
        for (const browser of [ada, new Browser(app.url)]) {
          // A page of another site can send no key, and without a cookie there is nothing to abuse.
          const status = isForApi(route) && browser !== ada ? 401 : 403;
          expectRefusal(app, await browser.request(route.method, addressOf(route), { headers }), status);
        }
      }
      expect(await everythingKept(app)).to.deep.equal(before);
      expect((await ada.get('/')).status, 'still signed in').to.equal(200);
    });
  }

  it('that changes something takes a request from our own pages, whichever header the browser sends', async () => {
    const own: Array<Record<string, string>> = [
      { 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'none' },
      { 'Sec-Fetch-Site': '', Origin: app.url },
    ];
    for (const headers of own) {
      const passerBy = await signIn(app.url, 'Passer-by');
      for (const route of routes.filter(changes)) {
        expect(
          (await passerBy.request(route.method, addressOf(route), { headers })).status,
          nameOf(route),
        ).not.to.equal(403);
      }
    }
  });

  it('abuse 64: that changes something changes nothing on GET or HEAD, and doesn’t exist for other methods', async () => {
    const before = await everythingKept(app);
    for (const route of routes.filter((each) => changes(each) && !isForApi(each) && !isForAdmins(each))) {
      const isPage = routes.some(({ method, path }) => method === 'GET' && path === route.path);
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY']) {
        const { status } = await ada.request(method, addressOf(route), {
          headers: { 'Sec-Fetch-Site': 'same-origin' },
        });
        const isRead = method === 'GET' || method === 'HEAD';
        // Where there is no page, a read leads to the page of the form.
        const fitting = isRead
          ? [303, ...(isPage ? [200, 404, 409] : [])]
          : [404, 405, 501, ...(method === 'OPTIONS' ? [200] : [])];
        expect(fitting, `${method} ${route.path}`).to.include(status);
      }
    }
    expect(await everythingKept(app)).to.deep.equal(before);
    expect((await ada.get('/')).status, 'still signed in').to.equal(200);
  });

  it('abuse 66, 68: has the security headers and is kept by no shared cache, whoever asks and whatever the answer', async () => {
    const statuses = new Set<number>();
    let passerBy = await signIn(app.url, 'Passer-by');
    for (const route of [...routes, { method: 'GET', path: '/nowhere' }, { method: 'DELETE', path: '/' }]) {
      for (const browser of [new Browser(app.url), passerBy]) {
        for (const headers of ASKING) {
          const page = await browser.request(route.method, addressOf(route), { headers });
          expectSafeHeaders(page);
          statuses.add(page.status);
        }
      }
      if (route.path === '/logout') passerBy = await signIn(app.url, 'Passer-by');
    }
    expect([...statuses]).to.include.members([200, 303, 400, 401, 403, 404]);
  });

  it('abuse 66: has the security headers, a sentence and the request’s id on a 500, too', async () => {
    const broken = await startApp();
    try {
      const eve = await signIn(broken.url, 'Eve');
      await broken.services.catalog.schema.dropTable('sessions').execute();
      for (const route of routes.filter((each) => !isForApi(each))) {
        const page = await eve.request(route.method, addressOf(route), { headers: {} });
        expectRefusal(broken, page, 500);
        expectSafeHeaders(page);
        expect(page.text).not.to.match(/sessions|SQLite|no such table/i);
      }
    } finally {
      await broken.close();
    }
  });
});
