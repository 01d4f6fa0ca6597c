import { expect } from 'chai';
import { getUserId } from '../../src/auth/guards';
import type { Context } from '../../src/web/context';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';

describe('ensureLoggedIn', () => {
  let app: TestApp;
  let visitor: Browser;
  before(async () => {
    app = await startApp();
    visitor = new Browser(app.url);
  });
  after(() => app.close());

  it('sends a visitor to sign in, and remembers the page', async () => {
    const page = await visitor.get('/?a=b&c=d', { 'Sec-Fetch-Dest': 'document' });
    expect(page.status).to.equal(303);
    expect(page.location).to.equal(`${app.url}/login?returnTo=%2F%3Fa%3Db%26c%3Dd`);
  });

  it('sends a form to sign in, and not back to an address that only takes forms', async () => {
    const page = await visitor.post('/images', { name: 'Ada' });
    expect(page.status).to.equal(303);
    expect(page.location).to.equal(`${app.url}/login`);
  });

  const ofNoPage: Array<Record<string, string>> = [
    { Accept: 'application/json' },
    { 'Sec-Fetch-Dest': 'image' },
    { 'Sec-Fetch-Dest': 'script' },
    { 'Sec-Fetch-Dest': 'empty' },
    { 'Sec-Fetch-Dest': 'iframe' },
  ];
  for (const headers of ofNoPage) {
    it(`answers with a fault what isn’t a page: ${JSON.stringify(headers)}`, async () => {
      expect((await visitor.get('/', headers)).status).to.equal(401);
      expect((await visitor.post('/images', {}, headers)).status).to.equal(401);
    });
  }
});

describe('getUserId', () => {
  it('is the signed-in user’s id, and otherwise a fault', () => {
    expect(getUserId({ state: { user: { id: 7 } } } as Context)).to.equal(7);
    expect(() => getUserId({ state: {} } as Context)).to.throw('Please sign in first.');
  });
});
