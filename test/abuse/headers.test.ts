import { expect } from 'chai';
import { createApp } from '../../src/app';
import { expectSafeHeaders } from '../support/answer-headers';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page, signIn } from '../support/browser';
import { crawl } from '../support/crawl';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { addressOf, routesOf } from '../support/routes';
import { setUpApp } from '../support/set-up-app';

describe('everything that a person can open', () => {
  let app: TestApp;
  let ada: Browser;
  let pages: Page[];
  const typeOf = ({ headers }: Page) => headers.get('Content-Type') ?? '';
  const isAsset = ({ url }: Page) => new URL(url).pathname.startsWith('/assets/');
  setUpApp(['Ada'], async (...started) => {
    [app, ada] = started;
    await ada.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    await ada.post('/images', photoForm([['three.jpg', samplePhoto(1)]], { name: 'One of three' })); // becomes a draft
    await ada.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
    pages = await crawl(ada);
  });

  it('abuse 66: has the security headers, and is kept by no shared cache', () => {
    expect(pages.length).to.be.within(20, 299);
    for (const page of pages.filter((each) => !isAsset(each))) expectSafeHeaders(page);
    for (const { headers, url } of pages.filter(isAsset)) {
      expect(headers.get('X-Content-Type-Options'), url).to.equal('nosniff');
      expect(headers.get('Cache-Control'), url).to.equal('public, max-age=31536000, immutable');
      expect(headers.getSetCookie(), url).to.deep.equal([]);
    }
  });

  it('abuse 68: that is a photo is private, for our pages alone, of its own type, and runs nothing when it is opened by itself', () => {
    const photos = pages.filter((page) => typeOf(page).startsWith('image/') && !isAsset(page));
    // The person's photo, its thumbnail, the photo and faces of the draft, and those of the recognition.
    expect(new Set(photos.map(({ url }) => new URL(url).pathname.split('/')[1]))).to.include.keys(
      'images',
      'drafts',
      'recognition',
    );
    for (const { headers, bytes, url } of photos) {
      expect(headers.get('Cache-Control'), url).to.equal('private, no-cache');
      expect(headers.get('ETag'), url).to.match(/^(W\/)?"/);
      expect(headers.get('Cross-Origin-Resource-Policy'), url).to.equal('same-origin');
      expect([headers.get('Content-Type'), headers.get('X-Content-Type-Options')], url).to.deep.equal([
        'image/jpeg',
        'nosniff',
      ]);
      expect(bytes.subarray(0, 3).toString('hex'), url).to.equal('ffd8ff');
      expect(headers.get('Content-Security-Policy'), url).to.match(/default-src 'none'.*; sandbox(;|$)/);
    }
  });

  it('abuse 68: that is a photo is gone for a browser that has signed out, even with the ETag', async () => {
    const photo = pages.find((page) => typeOf(page) === 'image/jpeg');
    const bea = await signIn(app.url, 'Bea');
    for (const stranger of [bea, new Browser(app.url)]) {
      const { status } = await stranger.get(photo?.url ?? '', {
        'If-None-Match': photo?.headers.get('ETag') ?? '',
        'Sec-Fetch-Dest': 'image',
      });
      expect(status).to.equal(stranger === bea ? 404 : 401);
    }
  });

  it('abuse 68: that is no photo is a page, a download, JSON or one of our assets', () => {
    const types = new Set(pages.filter((page) => page.status === 200).map((page) => typeOf(page).split(';')[0]));
    expect([...types]).to.have.members([
      'text/html',
      'image/jpeg',
      'application/json',
      'application/zip',
      'text/css',
      'text/javascript',
      'image/svg+xml',
    ]);
    const zip = pages.find((page) => typeOf(page) === 'application/zip');
    expect(zip?.headers.get('Content-Disposition')).to.match(/^attachment;/);
  });

  it('abuse 65: has no script, style or handler inside a page, which the policy would stop', () => {
    for (const { text, url } of pages.filter((page) => typeOf(page).startsWith('text/html'))) {
      expect(text, url).not.to.match(/<style|<script(?![^>]* src=)|\sstyle=|\son\w+=|javascript:/i);
    }
  });
});

describe('every answer over HTTPS', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ PUBLIC_URL: 'https://localhost:4443' });
  });
  after(() => app.close());

  it('abuse 67: tells the browser to use HTTPS only, and no answer over HTTP does', async () => {
    const visitor = new Browser(app.url);
    for (const route of [...routesOf(createApp(app.services)), { method: 'GET', path: '/nowhere' }]) {
      const page = await visitor.request(route.method, addressOf(route), { headers: {} });
      expectSafeHeaders(page, { https: true });
      expect(page.headers.get('Strict-Transport-Security')).to.match(/^max-age=31536000(; includeSubDomains)?$/);
    }
  });

  it('abuse 69: binds the session’s cookie to this very host, and never sends it in the clear', async () => {
    const lines = (await new Browser(app.url).get('/login')).headers.getSetCookie();
    expect(lines).to.have.length(2);
    for (const line of lines) {
      expect(line).to.match(/^__Host-familiar-faces(\.sig)?=.*; path=\/;.*samesite=lax; secure; httponly$/);
      expect(line).not.to.match(/domain/i);
    }
  });
});
