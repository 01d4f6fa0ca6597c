import http from 'node:http';
import { expect } from 'chai';
import { LocalAccounts } from '../../../src/auth/local-provider/accounts';
import {
  type LocalProvider,
  type LocalProviderOptions,
  startLocalProvider,
} from '../../../src/auth/local-provider/local-provider';
import { Browser } from '../../support/browser';
import { rejection } from '../../support/rejection';

const PUBLIC_URL = 'http://localhost:8080';
const start = (options: Partial<LocalProviderOptions> = {}) =>
  startLocalProvider({
    production: false,
    provider: undefined,
    host: '127.0.0.1',
    publicUrl: PUBLIC_URL,
    preferredPort: 0,
    ...options,
  });

describe('the local provider', () => {
  let provider: LocalProvider;
  let browser: Browser;
  before(async () => {
    provider = await start();
  });
  after(() => provider.close());
  beforeEach(() => {
    browser = new Browser(provider.issuer);
  });

  const request = (changes: Record<string, string> = {}) =>
    `/auth?${new URLSearchParams({
      client_id: provider.clientId,
      redirect_uri: `${PUBLIC_URL}/authorization-code/callback`,
      response_type: 'code',
      scope: 'openid profile',
      state: 'a-state',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...changes,
    })}`;

  it('does not start in production', async () => {
    expect((await rejection(start({ production: true }))).message).to.contain('production');
  });

  it('does not start beside a configured provider', async () => {
    const configured = { issuer: 'https://one.okta.com', clientId: 'a', clientSecret: 'b' };
    expect((await rejection(start({ provider: configured }))).message).to.contain('https://one.okta.com');
  });

  for (const options of [
    { host: '0.0.0.0' },
    { host: '192.168.1.5' },
    { publicUrl: 'https://faces.example.org' },
    { publicUrl: 'http://localhost.evil.example' },
  ]) {
    it(`does not start for an app that other machines reach: ${JSON.stringify(options)}`, async () => {
      expect((await rejection(start(options))).message).to.contain('works on this computer only');
    });
  }

  it('takes another port when the preferred one is taken', async () => {
    const other = await start({ preferredPort: Number(new URL(provider.issuer).port) });
    expect(other.issuer).not.to.equal(provider.issuer);
    await other.close();
  });

  it('answers no foreign Host', async () => {
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(provider.issuer);
      http
        .get(
          { hostname, port, path: '/.well-known/openid-configuration', headers: { Host: 'evil.example' } },
          (answer) => resolve(answer.resume().statusCode),
        )
        .on('error', reject);
    });
    expect(status).to.equal(421);
  });

  it('requires PKCE, and sends nobody to an address that is not registered', async () => {
    const answer = await browser.get(request({ code_challenge: '', code_challenge_method: '' }));
    expect(answer.location).to.contain('error=invalid_request');
    const elsewhere = await browser.get(request({ redirect_uri: 'https://evil.example/' }));
    expect(elsewhere.status).to.equal(400);
    expect(elsewhere.location).to.equal(undefined);
    expect((await browser.get('/session/end?post_logout_redirect_uri=https://evil.example/')).status).to.equal(400);
  });

  it('escapes what it prints, and its pages run and load nothing foreign', async () => {
    const page = await browser.get(request({ client_id: '<script>alert(1)</script>' }));
    expect(page.text).not.to.contain('<script>');
    expect(page.headers.get('Content-Security-Policy')).to.contain("default-src 'none'").and.not.contain('unsafe');
    const form = await browser.open(request());
    expect(form.text).to.match(/<p class="brand"><img src="\/icon.svg"[^>]*> FamiliarFaces</);
    expect(form.text).to.contain('<link rel="icon" href="/icon.svg"');
    expect((await browser.get('/icon.svg')).headers.get('Content-Type')).to.equal('image/svg+xml');
    expect(form.text).not.to.match(/<script|<style|style=|https:/);
    expect(form.headers.get('Content-Security-Policy')).to.contain(`form-action 'self' ${PUBLIC_URL};`);
  });

  it('takes all spellings of a name for one person, and other names for others', () => {
    const accounts = new LocalAccounts();
    const subjects = ['Ada Lovelace', ' ada   LOVELACE ', 'Ada\u200b Lovelace'].map((name) => accounts.enter(name));
    expect(new Set(subjects).size).to.equal(1);
    expect(accounts.enter('Ada')).not.to.equal(subjects[0]);
    expect(accounts.enter('Zoë')).to.equal(accounts.enter('Zoe\u0308'));
  });

  for (const name of ['', '   ', '\u200b', 'x'.repeat(101)]) {
    it(`asks for another name instead of ${JSON.stringify(name.slice(0, 10))}`, async () => {
      const form = await browser.open(request());
      const again = await browser.answerForm(form, { name, action: 'sign-in' });
      expect(again.status).to.equal(400);
      expect(again.text).to.contain('Please enter a name').and.contain('<form');
    });
  }

  it('tells a user who comes too late to start again', async () => {
    const page = await browser.get('/interaction/unknown');
    expect(page.status).to.equal(400);
    expect(page.text).to.contain(`href="${PUBLIC_URL}"`);
  });

  it('answers only what sign-in needs', async () => {
    for (const path of ['/', '/reg', '/token/introspection', '/device'])
      expect((await browser.get(path)).status, path).to.equal(404);
    expect((await browser.post('/session/end/confirm', { logout: 'yes' })).status).to.equal(404);
  });
});
