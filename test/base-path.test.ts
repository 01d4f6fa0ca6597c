import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import { createApp } from '../src/app';
import { isForApi } from '../src/web/responses/api-paths';
import { startApp, type TestApp } from './support/app';
import { Browser, type Page, signIn } from './support/browser';
import { crawl } from './support/crawl';
import { capture, captures } from './support/elements';
import { beginImport, finishedImport } from './support/imports';
import { addressesIn } from './support/pages';
import { galleryOf } from './support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from './support/photos';
import { addressOf, changes, type Route, routesOf } from './support/routes';
import { addWebhook } from './support/webhooks';
import { zipOf } from './support/zips';

const MOST_PAGES = 500;
/** The beginnings of paths that are the same in all galleries: views say which, by `rootLink`. */
const OF_NO_GALLERY = new Set(
  globSync('src/**/*.handlebars', { cwd: path.join(__dirname, '..') }).flatMap((view) =>
    captures(readFileSync(path.join(__dirname, '..', view), 'utf8'), /\{\{rootLink '\/([a-z-]+)/g),
  ),
);
const isOfNoGallery = (inApp: string) => OF_NO_GALLERY.has(/^\/([a-z-]+)/.exec(inApp)?.[1] ?? '');
/** Pages that lead to other galleries, and to the personal one. */
const LEADING_OUT = /^\/(invitations?|members)(\/|$)/;

const pathOf = (address: string) => new URL(address).pathname;

for (const { basePath, inGallery, what } of [
  { basePath: '/faces', inGallery: false, what: 'below a path' },
  { basePath: '/our/faces', inGallery: true, what: 'below a path, in a gallery' },
  { basePath: '', inGallery: true, what: 'in a gallery' },
])
  describe(`the app ${what}`, () => {
    let app: TestApp;
    let grace: Browser;
    let base: string;
    let origin: string;
    let pages: Page[];
    let routes: Route[];

    before(async () => {
      app = await startApp({}, { basePath });
      origin = new URL(app.url).origin;
      grace = await signIn(app.url, 'Grace');
      base = basePath + (inGallery ? `/g/${(await galleryOf(app, 'Grace')).handle}` : '');
      await grace.post(`${base}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
      await grace.post(`${base}/images`, photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
      await grace.post(`${base}/images`, photoForm([['three.jpg', samplePhoto(1)]], { name: 'One of three' }));
      await grace.follow(await grace.post(`${base}/recognition`, photoForm([['three.jpg', samplePhoto(1)]])));
      const result = await grace.follow(
        await grace.post(`${base}/recognition`, photoForm([['one.jpg', samplePhoto(3)]])),
      );
      await grace.post(capture(result.text, /formaction="([^"]+\/not-a-face)"/));
      await addWebhook(app, 'https://hooks.example.org/', ['person.added'], 'Grace');
      await grace.post(`${base}/keys`, { name: 'A key', 'people:read': 'yes' });
      routes = routesOf(createApp(app.services));
      pages = await crawl(grace, MOST_PAGES, `${base}/`);
    });
    after(() => app.close());

    /** Whether a page of the gallery may name an address: one of its own, or one that is the same in all galleries. */
    const isOurs = (address: string) =>
      address.startsWith(`${base}/`) ||
      address.startsWith(`${basePath}/assets/`) ||
      isOfNoGallery(address.slice(basePath.length));

    /** Every address that an answer names must lead to where the app is, and from a page of the gallery to others of it. */
    function expectBelow({ url, text, location, headers }: Page): void {
      const inApp = pathOf(url).slice(base.length);
      const isOfGallery = pathOf(url).startsWith(`${base}/`) && !LEADING_OUT.test(inApp) && !isOfNoGallery(inApp);
      const isFit = isOfGallery ? isOurs : (address: string) => address.startsWith(`${basePath}/`);
      if (location?.startsWith(origin)) expect(pathOf(location), `${url} redirects`).to.satisfy(isFit);
      if (!headers.get('Content-Type')?.startsWith('text/html')) return;
      for (const address of addressesIn(text).filter((each) => each.startsWith('/')))
        expect(address, `on ${url}`).to.satisfy(isFit);
    }

    it('has no page whose links, forms, pictures, scripts and style sheets lead out of it', () => {
      expect(pages.length).to.be.above(50).and.below(MOST_PAGES);
      for (const page of pages) {
        expect(page.status, page.url).to.be.below(400);
        expectBelow(page);
      }
    });

    it('has no page that nothing but a changed address would find, and none that leads out', async () => {
      const seen = new Set(pages.map(({ url }) => pathOf(url).slice(base.length)));
      const isSeen = ({ path }: Route) => {
        const pattern = new RegExp(`^${path.replace(/[:*]\w+/g, '[^/]+')}$`);
        return [...seen].some((each) => pattern.test(each));
      };
      const gets = routes.filter((each) => !changes(each) && !isForApi(each));
      const others = gets.filter((each) => !isSeen(each));
      expect(gets.length - others.length, 'pages that links lead to').to.be.above(20);
      for (const route of others) expectBelow(await grace.get(base + addressOf(route)));
    });

    it('shows every page of a fault with links that stay in it', async () => {
      for (const path of ['/nowhere', '/people/unknown', '/recognition/unknown']) {
        const page = await grace.get(base + path);
        expect(page.status, path).to.equal(404);
        expect(page.text).to.include(`href="${base}/">Back to FamiliarFaces`);
        expectBelow(page);
      }
    });

    it('leads a script there, too', async () => {
      const json = { Accept: 'application/json' };
      const added = await grace.post(`${base}/images`, photoForm([['x.jpg', samplePhoto(1)]], { name: 'Draft' }), json);
      const [{ url }] = JSON.parse(added.text).outcomes;
      expect(url).to.match(new RegExp(`^${base}/drafts/`));
      expect((await grace.get(url)).status).to.equal(200);
      const lines = { Accept: 'application/x-ndjson' };
      const found = await grace.post(`${base}/recognition`, photoForm([['x.jpg', samplePhoto(3)]]), lines);
      const { location } = JSON.parse(found.text.trim().split('\n').at(-1) ?? '');
      expect(location).to.match(new RegExp(`^${base}/recognition/`));
      expect((await grace.get(location)).status).to.equal(200);
    });

    it('imports a zip, and follows it there', async () => {
      const zip = zipOf([{ name: 'Eve/1.jpg', bytes: await cropFace(BEA) }]);
      const path = await beginImport(grace, zip, undefined, base);
      expect(path).to.match(new RegExp(`^${base}/account/imports/`));
      expectBelow(await finishedImport(grace, path));
    });

    it('offers to undo where it was done', async () => {
      const asked = photoForm([['two.jpg', samplePhoto(2)]]);
      const result = await grace.follow(await grace.post(`${base}/recognition`, asked));
      const page = await grace.follow(await grace.post(capture(result.text, /action="([^"]+\/not-a-face)"/)));
      const undo = capture(page.text, /<form method="post" action="([^"]+\/unignore)">/);
      expect(undo).to.satisfy(isOurs);
      expectBelow(await grace.follow(await grace.post(undo)));
    });

    it('signs in and comes back to the very page', async () => {
      const visitor = await signIn(app.url, 'Grace');
      const asked = `${base}/recognition?page=1`;
      await visitor.post(`${base}/logout`);
      const form = await visitor.open(asked);
      const back = await visitor.submitName(form, 'Grace');
      expect(back.url).to.equal(origin + asked);
      expect(back.status).to.equal(200);
    });

    it('signs out, and says so', async () => {
      const visitor = await signIn(app.url, 'Somebody else');
      const out = await visitor.follow(await visitor.post(`${basePath}/logout`));
      expect(pathOf(out.url)).to.equal(`${basePath}/logout/callback`);
      expect(out.text).to.include(`href="${basePath}/login"`);
    });

    it('has its cookie for its own path alone', async () => {
      const [cookie] = (await new Browser(app.url).get(`${base}/login`)).headers.getSetCookie();
      expect(cookie).to.match(new RegExp(`^familiar-faces(\\.sig)?=[^;]+; path=${basePath || '/'};`));
    });

    it('leads from every form to a page in it', async () => {
      for (const route of routes.filter((each) => changes(each) && !isForApi(each))) {
        if (['/logout', '/account/delete'].includes(route.path)) continue;
        expectBelow(await grace.post(base + addressOf(route)));
        expectBelow(await grace.get(base + addressOf(route)));
      }
    });
  });
