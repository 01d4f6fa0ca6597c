import { expect } from 'chai';
import { startApp, type TestApp } from './support/app';
import { Browser, signIn } from './support/browser';
import { BEA, cropFace, photoForm } from './support/photos';
import { type Meddle, ReverseProxy } from './support/proxy';
import { RogueProvider } from './support/rogue-provider';

const BASE = '/faces';
/** As nginx does with a path after the address in `proxy_pass`. What isn't below the path belongs to others. */
const strip: Meddle = (incoming, outgoing) => {
  const { url = '' } = incoming;
  if (!url.startsWith(`${BASE}/`)) return answerElsewhere(incoming, outgoing);
  incoming.url = url.slice(BASE.length);
  return false;
};
const passOn: Meddle = (incoming, outgoing) =>
  !incoming.url?.startsWith(`${BASE}/`) && answerElsewhere(incoming, outgoing);
const answerElsewhere: Meddle = (_incoming, outgoing) => {
  outgoing.writeHead(418).end('another app');
  return true;
};

for (const [what, meddle] of [
  ['takes the path off', strip],
  ['passes the path on', passOn],
] as const)
  describe(`the app behind a proxy that ${what}`, () => {
    let proxy: ReverseProxy;
    let app: TestApp;
    let ada: Browser;
    before(async () => {
      proxy = await ReverseProxy.start();
      proxy.meddle = meddle;
      app = await startApp({ PUBLIC_URL: proxy.url + BASE, TRUST_PROXY: '1' });
      proxy.target = new URL(app.url).origin;
      ada = await signIn(proxy.url + BASE, 'Ada');
    });
    after(async () => {
      await app.close();
      proxy.close();
    });

    it('signs in, adds, and follows links, all below the path', async () => {
      const form = photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' });
      const page = await ada.follow(await ada.post(`${BASE}/images`, form));
      expect([page.status, page.url]).to.deep.equal([200, `${proxy.url}${BASE}/`]);
      expect(page.text).to.include('A photo of Bea was added.');
      const [, picture = ''] = /class="person-picture" src="([^"]+)"/.exec(page.text) ?? [];
      expect((await ada.get(picture)).headers.get('Content-Type')).to.equal('image/jpeg');
    });

    it('comes back to the page that was asked for', async () => {
      const visitor = new Browser(proxy.url);
      const back = await visitor.submitName(await visitor.open(`${BASE}/settings`), 'Ada');
      expect(back.url).to.equal(`${proxy.url}${BASE}/settings`);
    });

    it('takes a form’s page from Referer, to lead back to it after a new sign-in', async () => {
      const visitor = new Browser(proxy.url);
      const form = (referer: string) => visitor.post(`${BASE}/settings`, {}, { Referer: referer });
      const led = (await form(`${proxy.url}${BASE}/settings?a=b`)).location;
      expect(led).to.equal(`${proxy.url}${BASE}/login?returnTo=%2Fsettings%3Fa%3Db`);
      expect((await form(`${proxy.url}/neighbor`)).location).to.equal(`${proxy.url}${BASE}/login`);
    });

    it('signs out at the provider and comes back', async () => {
      const visitor = await signIn(proxy.url + BASE, 'Eve', '/', new Browser(proxy.url));
      const out = await visitor.follow(await visitor.post(`${BASE}/logout`));
      expect(new URL(out.url).pathname).to.equal(`${BASE}/logout/callback`);
      expect(out.text).to.include('You have signed out');
    });

    it('tells a supervisor without the path that it is ready', async () => {
      const { origin } = new URL(proxy.target);
      for (const path of ['/health/live', '/health/ready', `${BASE}/health/ready`])
        expect((await fetch(origin + path)).status, path).to.equal(200);
    });

    it('writes down the path that was asked for', async () => {
      await ada.get(`${BASE}/people/nobody?secret=1`);
      const lines = app.logged.filter(({ msg }) => msg === 'request answered');
      expect(lines.at(-1)?.['path']).to.equal(`${meddle === passOn ? BASE : ''}/people/nobody`);
    });
  });

describe('an app below a path over HTTPS', () => {
  let app: TestApp;
  let provider: RogueProvider;
  before(async () => {
    provider = await RogueProvider.start();
    app = await startApp({ ...provider.env, PUBLIC_URL: 'https://localhost/faces/' });
  });
  after(async () => {
    await app.close();
    provider.stop();
  });

  it('has a cookie that HTTPS alone carries, below its path alone', async () => {
    const { port } = new URL(app.url);
    const page = await new Browser(`http://localhost:${port}`).get('/faces/login');
    const cookies = page.headers.getSetCookie();
    expect(cookies).to.have.length.above(0);
    for (const cookie of cookies)
      expect(cookie).to.match(
        /^__Secure-familiar-faces(\.sig)?=[^;]+; path=\/faces; expires=[^;]+; samesite=lax; secure; httponly$/i,
      );
  });

  it('has the provider send people back below its path', async () => {
    const { port } = new URL(app.url);
    const { location = '' } = await new Browser(`http://localhost:${port}`).get('/faces/login');
    expect(new URL(location).searchParams.get('redirect_uri')).to.equal(
      'https://localhost/faces/authorization-code/callback',
    );
  });
});
