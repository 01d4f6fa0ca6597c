import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';

const DAY = 24 * 3_600_000;

describe('sessions', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ SESSION_HOURS: '2' });
  });
  after(() => app.close());

  const change = async (columns: { expiresAt?: number; data?: (session: Record<string, unknown>) => object }) => {
    const { catalog } = app.services;
    const row = await catalog.selectFrom('sessions').selectAll().where('userId', 'is not', null).executeTakeFirstOrThrow();
    const data = JSON.stringify(columns.data ? columns.data(JSON.parse(row.data)) : JSON.parse(row.data));
    await catalog
      .updateTable('sessions')
      .set({ data, ...(columns.expiresAt && { expiresAt: columns.expiresAt }) })
      .where('idHash', '=', row.idHash)
      .execute();
  };
  beforeEach(() => app.services.catalog.deleteFrom('sessions').execute());

  it('abuse 69: are a cookie that no script reads and no other site sends', async () => {
    const page = await new Browser(app.url).get('/login');
    for (const line of page.headers.getSetCookie()) expect(line).to.match(/^familiar-faces(\.sig)?=.*path=\/;.*samesite=lax; httponly$/);
  });

  it('abuse 69: are bound to the host over HTTPS', async () => {
    const https = await startApp({ PUBLIC_URL: 'https://localhost:4443' });
    try {
      const cookies = (await new Browser(https.url).get('/login')).headers.getSetCookie();
      expect(cookies).to.have.length(2);
      for (const line of cookies) {
        expect(line).to.match(/^__Host-familiar-faces(\.sig)?=.*path=\/;.*samesite=lax; secure; httponly$/);
        expect(line).not.to.match(/domain/i);
      }
    } finally {
      await https.close();
    }
  });

  it('abuse 60: end when nobody has used them for a while; the way back leads to the page asked for', async () => {
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get('/')).status).to.equal(200);
    await change({ expiresAt: Date.now() - 1 });
    expect((await ada.get('/?page=2')).location).to.equal(`${app.url}/login?returnTo=%2F%3Fpage%3D2`);
    // The provider still knows Ada, so it asks nothing.
    expect((await ada.open('/?page=2')).url).to.equal(`${app.url}/?page=2`);
  });

  it('abuse 60: end a month after the sign-in, however busy they are', async () => {
    const ada = await signIn(app.url, 'Ada');
    await change({ data: (session) => ({ ...session, signedInAt: Date.now() - 29 * DAY }) });
    expect((await ada.get('/')).status).to.equal(200);
    await change({ data: (session) => ({ ...session, signedInAt: Date.now() - 31 * DAY }) });
    expect((await ada.get('/')).status).to.equal(303);
  });

  it('are renewed by use', async () => {
    const ada = await signIn(app.url, 'Ada');
    await change({ data: (session) => ({ ...session, _expire: Date.now() + 60_000 }), expiresAt: Date.now() + 60_000 });
    await ada.get('/');
    const row = await app.services.catalog.selectFrom('sessions').select('expiresAt').where('userId', 'is not', null).executeTakeFirstOrThrow();
    expect(row.expiresAt).to.be.above(Date.now() + 3_600_000);
  });

  it('survive a restart of the app, and sign out after it', async () => {
    const first = await startApp();
    const ada = await signIn(first.url, 'Ada');
    await first.stop();
    const second = await startApp({ DATA_DIR: first.dataDir });
    try {
      const later = new Browser(second.url);
      for (const [name, value] of ada.cookies()) later.cookies().set(name, value);
      expect((await later.get('/')).text).to.contain('Ada');
      expect(new URL((await later.follow(await later.post('/logout'))).url).pathname).to.equal('/logout/callback');
      expect((await later.get('/')).status).to.equal(303);
    } finally {
      await second.close();
    }
  });
});
