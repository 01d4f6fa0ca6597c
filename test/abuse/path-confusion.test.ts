import http from 'node:http';
import { expect } from 'chai';
import { safeReturnTo } from '../../src/auth/return-to';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { FOREIGN_ADDRESSES } from '../support/foreign-addresses';
import { galleryOf } from '../support/people';
import { BEA, cropFace, photoForm } from '../support/photos';

const BASE = '/faces';
/** What would lead to a neighbor on the same host, if something on the way resolved or decoded it. */
const NEIGHBORS = [
  '/../neighbor',
  '/..',
  '/a/../../neighbor',
  '/%2e%2e/neighbor',
  '/%2E%2E/neighbor',
  '/.%2e/neighbor',
  '/%252e%252e/neighbor',
  '/a/%252e%252e/%252e%252e/neighbor',
  '/%25252e%25252e/neighbor',
  '/..%2fneighbor',
  '/..%252fneighbor',
  '/%2e%2e%2fneighbor',
  '/..\\neighbor',
  '/..%5cneighbor',
  '/../faces/../neighbor',
];

/** Asks for a path exactly as it is written, which `fetch` would tidy first. */
function ask(app: TestApp, path: string, headers: Record<string, string>, method = 'GET') {
  const { port } = new URL(app.url);
  return new Promise<{ status: number; location: string | undefined; text: string }>((resolve, reject) => {
    const asked = http.request({ host: 'localhost', port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text }));
    });
    asked.on('error', reject).end();
  });
}

describe('an app below a path, beside neighbors on its host', () => {
  let app: TestApp;
  let eve: Browser;
  let handle: string;
  let headers: Record<string, string>;
  before(async () => {
    app = await startApp({}, { basePath: BASE });
    eve = await signIn(app.url, 'Eve');
    await eve.post(`${BASE}/images`, photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea of Eve' }));
    ({ handle } = await galleryOf(app, 'Eve'));
    const cookie = [...eve.cookies(app.url, BASE)].map((pair) => pair.join('=')).join('; ');
    headers = { Cookie: cookie, Accept: 'text/html' };
  });
  after(() => app.close());

  it('abuse 196: never leads out of its path after signing in, nor to another site', async () => {
    const prefixes = [BASE, `${BASE}/g/${handle}`];
    for (const address of [...NEIGHBORS, ...FOREIGN_ADDRESSES.filter((each) => each.isWellFormed())]) {
      for (const prefix of prefixes) {
        const asked = `${prefix}/login?${new URLSearchParams({ returnTo: address })}`;
        const { location = '' } = await ask(app, asked, headers);
        expect(location, address).to.match(new RegExp(`^${prefix}/`));
        expect(new URL(location, app.url).pathname, address).to.match(new RegExp(`^${prefix}/`));
        const decoded = decodeURIComponent(decodeURIComponent(location.replace(/%(?![\da-f]{2})/gi, '%25')));
        expect(new URL(decoded, app.url).pathname, address).to.match(new RegExp(`^${prefix}/`));
      }
    }
  });

  it('abuse 196: never leads out of its path from the provider, whatever the address was that began', async () => {
    for (const address of NEIGHBORS) {
      const visitor = new Browser(app.url);
      const form = await visitor.open(`${BASE}/login?${new URLSearchParams({ returnTo: address })}`);
      const page = await visitor.submitName(form, 'Visitor');
      expect(new URL(page.url).pathname, address).to.match(/^\/faces\//);
    }
  });

  it('abuse 196: leads no second time through a sign-in or a sign-out, in no gallery either', () => {
    for (const path of ['/login', '/logout', '/authorization-code/callback', '/error'])
      for (const prefix of ['', '/g/k3x', `/g/${handle}`, '/G/k3x', '/g/'])
        expect(safeReturnTo(prefix + path), prefix + path).to.equal('/');
    expect(safeReturnTo('/g/k3x/people')).to.equal('/g/k3x/people');
  });

  it('abuse 197: takes its path and a gallery off once, as they are written, and nothing that only looks like them', async () => {
    const shown = async (path: string) => {
      const { status, location, text } = await ask(app, path, headers);
      return status === 200 && text.includes('Bea of Eve') ? 'shown' : (location ?? status);
    };
    for (const path of [`${BASE}/`, '/', `${BASE}/g/${handle}/`, `/g/${handle}/`])
      expect(await shown(path), path).to.equal('shown');
    expect(await shown(BASE)).to.equal(`${BASE}/`);
    expect(await shown(`${BASE}?a=b`)).to.equal(`${BASE}/?a=b`);
    expect(await shown(`${BASE}/g/${handle}`)).to.equal(`${BASE}/g/${handle}/`);
    const answers: unknown[][] = [];
    for (const path of [
      `${BASE}/../`,
      `${BASE}/./`,
      `${BASE}/people/../`,
      `/${BASE}/`,
      `${BASE}${BASE}/`,
      `${BASE}x/`,
      '/FACES/',
      '/%66aces/',
      `/%2Ffaces/`,
      `${BASE}%2F`,
      `${BASE}%2Fg%2F${handle}%2F`,
      `${BASE}/g%2F${handle}/`,
      `${BASE}/g/${handle}%2F`,
      `//g/${handle}/`,
      `${BASE}//g/${handle}/`,
      `${BASE}/g//${handle}/`,
      `${BASE}/g/${handle}/..`,
      `${BASE}/g/../g/${handle}/`,
      `${BASE}/G/${handle}/`,
      `${BASE}/g/${handle.toUpperCase()}/`,
      `${BASE}/g/${handle}/g/${handle}/`,
      `${BASE}/g/${handle}/g/${handle}`,
      `${BASE}/g/${handle}${BASE}/`,
      `${BASE}/g/`,
      `${BASE}/g`,
      `${BASE}/g/.${handle}/`,
      `${BASE}/g/${handle}%00/`,
      `${BASE}/g/${handle};a=b/`,
      `${BASE}/g/%3Cscript%3E/`,
      `${BASE}/g/${'a'.repeat(300)}/`,
    ])
      answers.push([path, await shown(path)]);
    expect(answers.filter(([, answer]) => answer !== 404)).to.deep.equal([]);
  });

  it('abuse 197: answers an unknown gallery as one that isn’t written as any', async () => {
    const answer = async (path: string) => {
      const { status, text } = await ask(app, path, headers);
      return [status, /<h1[^>]*>(.*?)<\/h1>/.exec(text)?.[1]];
    };
    expect(await answer(`${BASE}/g/${'k'.repeat(16)}/`)).to.deep.equal(await answer(`${BASE}/g/NOT%20ONE/`));
  });

  it('abuse 197: guards a route behind each prefix as it does without', async () => {
    for (const prefix of ['', BASE, `/g/${handle}`, `${BASE}/g/${handle}`]) {
      const foreign = { ...headers, 'Sec-Fetch-Site': 'cross-site' };
      expect((await ask(app, `${prefix}/logout`, foreign, 'POST')).status, `${prefix}/logout`).to.equal(403);
      expect((await ask(app, `${prefix}/account/delete`, foreign, 'POST')).status).to.equal(403);
      expect((await ask(app, `${prefix}/api/v1/people`, headers)).status, 'no cookie opens it').to.equal(401);
      const stranger = await ask(app, `${prefix}/account`, { Accept: 'text/html' });
      const base = BASE + prefix.replace(BASE, '');
      expect(stranger.location).to.equal(`${base}/login?returnTo=%2Faccount`);
    }
    expect((await eve.get(`${BASE}/`)).status, 'still signed in').to.equal(200);
  });

  it('abuse 198: shows a notice in the gallery alone where it was made', async () => {
    const person = /\/people\/\w+/.exec((await eve.get(`${BASE}/`)).text)?.[0];
    await eve.post(`${BASE}${person}/rename`, { name: 'Bea, renamed' });
    const elsewhere = await eve.get(`${BASE}/g/${handle}/settings`);
    expect(elsewhere.text).to.not.include('is now named');
    expect((await eve.get(`${BASE}/settings`)).text).to.include('is now named Bea, renamed');
    expect((await eve.get(`${BASE}/settings`)).text, 'once').to.not.include('is now named');
  });

  it('abuse 198: sends its cookies to no neighbor', async () => {
    const login = await new Browser(app.url).get(`${BASE}/login`);
    const out = await (await signIn(app.url, 'Visitor')).post(`${BASE}/g/${handle}/logout`);
    const cookies = [...login.headers.getSetCookie(), ...out.headers.getSetCookie()];
    expect(cookies.length).to.be.above(2);
    for (const cookie of cookies)
      expect(cookie)
        .to.match(/; path=\/faces;/)
        .and.not.match(/domain=/i);
  });
});
