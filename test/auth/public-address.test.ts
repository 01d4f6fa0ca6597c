import http from 'node:http';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { RogueProvider } from '../support/rogue-provider';

/** Asks with a Host that `fetch` doesn't let anyone choose, as a browser that shows a page. @returns where the answer leads, or its status */
function ask(app: TestApp, path: string, headers: Record<string, string>): Promise<string> {
  const { port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, headers: { Accept: 'text/html', ...headers } }, (answer) =>
        resolve(answer.resume().headers.location ?? String(answer.statusCode)),
      )
      .on('error', reject);
  });
}

describe('a sign-in that begins at another address than PUBLIC_URL', () => {
  let provider: RogueProvider;
  before(async () => {
    provider = await RogueProvider.start();
  });
  after(() => provider.stop());

  async function withApp(env: Record<string, string>, test: (app: TestApp) => Promise<void>) {
    const app = await startApp({ ...provider.env, ...env });
    await test(app).finally(() => app.close());
  }

  it('goes on there, for the page asked for, and ends with a session there', () =>
    withApp({}, async (app) => {
      const browser = new Browser(app.url.replace('localhost', '127.0.0.1'));
      const page = await browser.open('/?q=bea');
      expect(page.status).to.equal(200);
      expect(page.url).to.equal(`${app.url}/?q=bea`);
    }));

  it('is led to PUBLIC_URL and nowhere else, whatever the Host and the page', () =>
    withApp({ PUBLIC_URL: 'https://faces.example.org' }, async (app) => {
      for (const Host of ['localhost', '127.0.0.1:8080', '192.168.1.5', '[::1]:8080', 'evil.example'])
        expect(await ask(app, '/login?returnTo=/people/a?b=c', { Host }), Host).to.equal(
          'https://faces.example.org/login?returnTo=%2Fpeople%2Fa%3Fb%3Dc&led=',
        );
      expect(await ask(app, '/login?returnTo=//evil.example', { Host: 'evil.example' })).to.equal(
        'https://faces.example.org/login?returnTo=%2F&led=',
      );
      for (const Host of ['faces.example.org', 'FACES.example.org:443', 'faces.example.org:8443'])
        expect(await ask(app, '/login', { Host }), Host).to.contain(provider.issuer);
    }));

  it('goes on where it is behind a proxy that writes its own Host, so that nobody goes round in circles', () =>
    withApp({ PUBLIC_URL: 'https://faces.example.org' }, async (app) => {
      const Host = '127.0.0.1:8080';
      const led = new URL(await ask(app, '/login', { Host }));
      expect(await ask(app, led.pathname + led.search, { Host })).to.contain(provider.issuer);
      const forwarded = { Host, 'X-Forwarded-Host': 'faces.example.org' };
      expect(await ask(app, '/login', forwarded), 'no proxy is trusted').to.contain('led=');
    }));

  it('reads the address that a trusted proxy names: its host, and http in place of https', () =>
    withApp({ PUBLIC_URL: 'https://faces.example.org', TRUST_PROXY: '1' }, async (app) => {
      const headers = { Host: '127.0.0.1:8080', 'X-Forwarded-Host': 'faces.example.org' };
      expect(await ask(app, '/login', headers)).to.contain(provider.issuer);
      expect(await ask(app, '/login', { ...headers, 'X-Forwarded-Proto': 'https' })).to.contain(provider.issuer);
      expect(await ask(app, '/login', { ...headers, 'X-Forwarded-Proto': 'http' })).to.equal(
        'https://faces.example.org/login?returnTo=%2F&led=',
      );
    }));

  it('leads no program, no health check and no asset away', () =>
    withApp({ PUBLIC_URL: 'https://faces.example.org' }, async (app) => {
      const Host = 'evil.example';
      expect(await ask(app, '/login', { Host, Accept: 'application/json' })).to.contain(provider.issuer);
      for (const path of ['/health/live', '/health/ready', '/error'])
        expect(await ask(app, path, { Host })).to.equal('200');
    }));
});
