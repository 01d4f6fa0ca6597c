import { once } from 'node:events';
import http from 'node:http';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { beginUpload, END, part } from '../support/raw-upload';
import { type ProxyKind, RealProxy } from './support/real-proxy';

/** Another address of this machine, as a visitor's. */
const VISITOR = '127.0.0.2';
const LARGEST_MB = 100;

const EXAMPLES: ReadonlyArray<readonly [kind: ProxyKind, example: string, basePath: string]> = [
  ['nginx', 'nginx.conf', ''],
  ['nginx', 'nginx-path.conf', '/faces'],
  ['Caddy', 'Caddyfile', ''],
  ['Caddy', 'Caddyfile-path', '/faces'],
  ['HAProxy', 'haproxy.cfg', ''],
];

for (const [kind, example, base] of EXAMPLES)
  describe(`behind ${kind}, with deploy/proxies/${example}`, () => {
    let proxy: RealProxy;
    let app: TestApp;
    let ada: Browser;
    before(async () => {
      const port = await RealProxy.freePort();
      const settings = {
        PUBLIC_URL: `http://localhost:${port}${base}`,
        TRUST_PROXY: '1',
        MAX_PHOTO_MB: String(LARGEST_MB),
      };
      app = await startApp(settings);
      proxy = await RealProxy.start(kind, example, port, app.url);
      ada = await signIn(proxy.url + base, 'Ada');
    });
    after(async () => {
      await proxy?.close();
      await app.close();
    });

    it('signs in, adds somebody, and shows the photo', async () => {
      const form = photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' });
      const page = await ada.follow(await ada.post(`${base}/images`, form));
      expect([page.status, page.url]).to.deep.equal([200, `${proxy.url}${base}/`]);
      const [, picture = ''] = /class="person-picture" src="([^"]+)"/.exec(page.text) ?? [];
      expect((await ada.get(picture)).headers.get('Content-Type')).to.equal('image/jpeg');
    });

    it('lets the largest photo through that may be allowed', async () => {
      const photo = samplePhoto(1);
      const large = Buffer.concat([photo, Buffer.alloc(LARGEST_MB * 1e6 - photo.length)]);
      const page = await ada.follow(await ada.post(`${base}/recognition`, photoForm([['large.jpg', large]])));
      expect([page.status, page.url.startsWith(`${proxy.url}${base}/recognition/`)]).to.deep.equal([200, true]);
    });

    it('passes on each stage of a recognition as it comes', async () => {
      const cookies = [...ada.cookies(proxy.url, base || '/')].map(([name, value]) => `${name}=${value}`);
      const headers = { Accept: 'application/x-ndjson', Cookie: cookies.join('; ') };
      const request = beginUpload(ada, `${proxy.url}${base}/recognition`, headers);
      const body = Buffer.concat([part('name="file"; filename="a.jpg"', samplePhoto(1)), END]);
      request.end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      const chunks: string[] = [];
      for await (const chunk of response) chunks.push(String(chunk));
      expect(chunks[0]).to.include('"stage"').and.not.include('"location"');
      expect(chunks.join('')).to.include('"location"');
    });

    it('says who visits, whatever they say of themselves', async () => {
      const headers = { 'X-Forwarded-For': '203.0.113.9', Accept: 'text/html' };
      const address = new URL(`${proxy.url}${base}/login?visit=1`);
      const request = http.get(address, { headers, localAddress: VISITOR, family: 4 });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      response.resume();
      await once(response, 'end');
      const lines = app.logged.filter(({ msg }) => msg === 'request answered');
      expect(lines.at(-1)).to.deep.include({ path: `${base}/login`, ip: VISITOR });
    });
  });
