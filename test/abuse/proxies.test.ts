import http from 'node:http';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { answerFor, RogueProvider, signInAt } from '../support/rogue-provider';

const FORGED = {
  Host: 'evil.example',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Port': '4443',
  'X-Forwarded-Prefix': '/evil',
  'X-Forwarded-For': '203.0.113.7, 203.0.113.8',
  'X-Real-IP': '203.0.113.9',
  'X-Original-URL': '/people',
  'X-HTTP-Method-Override': 'POST',
  Forwarded: 'for=203.0.113.7;host=evil.example;proto=https',
};

/** A request with headers that `fetch` doesn't let anyone forge. */
function ask(
  app: TestApp,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<http.IncomingMessage> {
  const { port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    http
      .request({ host: 'localhost', port, path, method, headers }, (answer) => resolve(answer.resume()))
      .on('error', reject)
      .end();
  });
}

describe('forged X-Forwarded-* and Host', () => {
  let provider: RogueProvider;
  before(async () => {
    provider = await RogueProvider.start();
  });
  after(() => provider.stop());

  const addressIn = ({ logged }: TestApp) => logged.findLast(({ msg }) => msg === 'request answered')?.['ip'];

  for (const proxies of ['0', '1']) {
    it(`abuse 62: change no address and no cookie, behind ${proxies} proxies`, async () => {
      const app = await startApp({ ...provider.env, TRUST_PROXY: proxies });
      try {
        const login = await ask(app, '/login', FORGED);
        expect(new URL(login.headers.location ?? '').searchParams.get('redirect_uri')).to.equal(
          `${app.url}/authorization-code/callback`,
        );
        for (const line of login.headers['set-cookie'] ?? [])
          expect(line)
            .to.match(/^familiar-faces/)
            .and.not.match(/secure|domain/i);
        expect(login.headers['strict-transport-security']).to.equal(undefined);
        // The address of the nearest proxy is the only one that the last proxy vouches for.
        expect(addressIn(app)).to.match(proxies === '0' ? /127\.0\.0\.1$|^::1$/ : /^203\.0\.113\.8$/);
        const warnings = app.logged.filter(({ msg }) =>
          String(msg).startsWith('requests come through a proxy, but TRUST_PROXY is 0'),
        );
        expect(warnings).to.have.length(proxies === '0' ? 1 : 0);

        expect((await ask(app, '/', { ...FORGED, Accept: 'text/html' })).headers.location).to.equal(
          '/login?returnTo=%2F',
        );
        expect((await ask(app, 'http://evil.example/', { ...FORGED, Accept: 'text/html' })).headers.location).to.match(
          /^\/login\?returnTo=/,
        );

        const browser = new Browser(app.url);
        const answer = new URL(await answerFor(browser));
        const cookie = [...browser.cookies()].map((pair) => pair.join('=')).join('; ');
        const back = await ask(app, answer.pathname + answer.search, { ...FORGED, Cookie: cookie });
        expect([back.statusCode, back.headers.location]).to.deep.equal([303, '/']);
        expect(provider.last.get('/token')?.parameters.get('redirect_uri')).to.equal(
          `${app.url}/authorization-code/callback`,
        );

        const eve = [...(await signInAt(app.url)).cookies()].map((pair) => pair.join('=')).join('; ');
        const origin = { Origin: 'https://evil.example' };
        expect(
          (await ask(app, '/logout', { ...FORGED, ...origin, Cookie: eve }, 'POST')).statusCode,
          'its own origin is the configured one',
        ).to.equal(403);
        const out = await ask(app, '/logout', { ...FORGED, Origin: app.url, Cookie: eve }, 'POST');
        expect(new URL(out.headers.location ?? '').searchParams.get('post_logout_redirect_uri')).to.equal(
          `${app.url}/logout/callback`,
        );
      } finally {
        await app.close();
      }
    });
  }
});
