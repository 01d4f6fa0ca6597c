import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { userId } from '../support/members';
import {
  linkOn,
  PASSWORDS,
  signInInvited,
  signInWith,
  startOwnApp,
  startWithAda,
  useLink,
} from '../support/own-accounts';
import { expectRefusal } from '../support/refusal';
import { RogueProvider } from '../support/rogue-provider';

describe('administrators with accounts of the app’s own', () => {
  let app: TestApp;
  let ada: Browser;
  let bea: Browser;
  beforeEach(async () => {
    [app, ada] = await startWithAda();
    bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  });
  afterEach(() => app.close());

  const own = async (name: string) => (await app.services.own?.accounts.findByName(name))?.id ?? 0;
  const names = async () => (await app.services.own?.accounts.list())?.map(({ name }) => name);
  const makeAdmin = async (name: string) =>
    app.services.own?.accounts.setAdmin(app.services.catalog, await own(name), true);

  it('abuse 215: the last one can’t delete their account, nor can two at once, while there are others', async () => {
    expectRefusal(app, await ada.post('/account/delete', { confirm: 'yes' }), 409);
    expect((await ada.get('/')).status, 'signed in still').to.equal(200);
    expect(await names()).to.deep.equal(['Ada', 'Bea']);

    await makeAdmin('Bea');
    await signInInvited(app, ada, 'Cy', 'blue kettle on the moon');
    const { accounts } = app.services;
    await Promise.allSettled([accounts.delete(await userId(app, 'Ada')), accounts.delete(await userId(app, 'Bea'))]);
    const left = (await names()) ?? [];
    expect(left, 'two at once').to.have.length(2);
    expect(left).to.contain('Cy');
    await accounts.delete(await userId(app, 'Cy'));
    await accounts.delete(await userId(app, left.find((name) => name !== 'Cy') ?? ''));
    expect(await names(), 'alone').to.deep.equal([]);
  });

  it('abuse 215: those of before a provider don’t count as administrators beside it', async () => {
    const { dataDir } = app;
    const provider = await RogueProvider.start();
    await app.stop();
    try {
      const env = { ...provider.env, ADMIN_EMAILS: 'root@example.org', HOST: '0.0.0.0' };
      const off = await startApp({ ...env, DATA_DIR: dataDir });
      const { userBook, catalog } = off.services;
      expect((await userBook.find(await userId(off, 'Ada'))).isAdmin).to.equal(false);
      const none = await catalog
        .transaction()
        .execute((trx) => userBook.requireAdmin(trx))
        .catch((error) => error.id);
      expect(none).to.equal('last_admin');
      await off.stop();
    } finally {
      await provider.stop();
      app = await startOwnApp({ DATA_DIR: dataDir });
    }
  });

  it('abuse 215: an account that was never used can be deleted, rights can be taken, but never the last ones', async () => {
    const cy = new Browser(app.url);
    await useLink(cy, linkOn(await ada.post('/accounts', { note: 'Cy' })), { name: 'Cy', password: PASSWORDS.bea });
    const act = async (by: Browser, what: string, name: string) =>
      by.post(`/accounts/actions/${what}/${await own(name)}`);
    for (const what of ['delete', 'give-admin', 'take-admin']) expectRefusal(app, await act(bea, what, 'Cy'), 404);
    expect((await act(ada, 'delete', 'Cy')).status).to.equal(303);
    expect((await signInWith(cy, 'Cy', PASSWORDS.bea)).status).to.equal(401);
    expectRefusal(app, await act(ada, 'take-admin', 'Ada'), 409);
    expectRefusal(app, await act(ada, 'delete', 'Ada'), 409);
    expectRefusal(app, await act(ada, 'delete', 'nobody'), 404);
    expect((await act(ada, 'give-admin', 'Bea')).status).to.equal(303);
    expect((await act(bea, 'take-admin', 'Ada')).status).to.equal(303);
    expectRefusal(app, await ada.get('/accounts'), 404);
    expect((await act(bea, 'delete', 'Ada')).status).to.equal(303);
    expect(await names()).to.deep.equal(['Bea']);
    expect((await ada.get('/')).status).to.equal(303);
  });

  it('abuse 216: another owner of a personal gallery reads neither what its administrator does nor who signs in', async () => {
    const { catalog } = app.services;
    const adaId = await userId(app, 'Ada');
    const gallery = await catalog
      .selectFrom('galleries')
      .select(['id', 'handle'])
      .where('personalOf', '=', adaId)
      .executeTakeFirstOrThrow();
    const beaId = await userId(app, 'Bea');
    await catalog
      .insertInto('memberships')
      .values({ galleryId: gallery.id, userId: beaId, role: 'owner', joinedAt: 1 })
      .execute();
    await ada.post(`/admin/users/${beaId}/storage`, { megabytes: '5' });
    await ada.post('/settings', { retention: 'never' });
    const acts = ['user’s storage limit', 'Made a link for a new account'];
    const words = ['Signed in', ...acts];
    const own = (await ada.get('/audit')).text;
    expect(own).to.contain('Signed in');
    const all = (await ada.get('/admin/audit')).text;
    for (const each of acts) {
      expect(own).not.to.contain(each);
      expect(all).to.contain(each);
    }
    const theirs = await bea.get(`/g/${gallery.handle}/audit`);
    expect(theirs.status).to.equal(200);
    for (const each of words) expect(theirs.text).not.to.contain(each);
  });

  it('abuse 208: a key that somebody made before there was a provider opens nothing beside it', async () => {
    const { dataDir } = app;
    const made = await bea.follow(await bea.post('/keys', { name: 'Door', 'people:read': 'yes' }));
    const [key = ''] = /ff_[\w-]{43}/.exec(made.text) ?? [];
    const ask = ({ url }: TestApp) => new Browser(url).get('/api/v1/people', { Authorization: `Bearer ${key}` });
    expect((await ask(app)).status).to.equal(200);
    const provider = await RogueProvider.start();
    await app.stop();
    try {
      const off = await startApp({ ...provider.env, HOST: '0.0.0.0', DATA_DIR: dataDir });
      const refused = await ask(off);
      expect([refused.status, JSON.parse(refused.text).id]).to.deep.equal([403, 'not_allowed']);
      await off.stop();
    } finally {
      await provider.stop();
      app = await startOwnApp({ DATA_DIR: dataDir });
    }
    expect((await ask(app)).status, 'and opens again').to.equal(200);
  });
});
