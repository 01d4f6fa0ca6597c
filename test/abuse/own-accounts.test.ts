import { expect } from 'chai';
import { readConfig } from '../../src/config';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import {
  linkOn,
  openSignIn,
  PASSWORDS,
  setUpAddressOf,
  signInInvited,
  signInWith,
  startOwnApp,
  startWithAda,
  useLink,
} from '../support/own-accounts';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { RogueProvider } from '../support/rogue-provider';

const WRONG = 'not the password at all';

describe('accounts of one’s own, for those who have none', () => {
  let app: TestApp;
  let ada: Browser;
  let bea: Browser;
  before(async () => {
    [app, ada] = await startWithAda();
    bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  });
  after(() => app.close());

  /** Tries a password. @returns the answer to the form */
  async function tryPassword(browser: Browser, name: string, password: string) {
    return browser.answerForm(await openSignIn(browser), { name, password, action: 'sign-in' });
  }

  it('abuse 199: ten wrong passwords for a name, and no more is tried, from wherever; but its owner gets in', async () => {
    const own = await startWithAda();
    try {
      const [theirs, owner] = own;
      const eve = new Browser(theirs.url);
      for (let times = 0; times < 10; times += 1) expectRefusal(theirs, await tryPassword(eve, 'ada', WRONG), 401);
      const refused = await tryPassword(new Browser(theirs.url), 'ADA', PASSWORDS.ada);
      expectRefusal(theirs, refused, 429);
      expect(Number(refused.headers.get('Retry-After'))).to.be.within(1, 900);
      await owner.post('/logout');
      expect((await signInWith(owner, 'Ada', PASSWORDS.ada)).status, 'at a browser that Ada has used').to.equal(200);
      expectRefusal(theirs, await tryPassword(eve, 'Bea', WRONG), 401);
      for (let times = 0; times < 18; times += 1) await tryPassword(eve, `Nobody ${times}`, WRONG);
      expectRefusal(theirs, await tryPassword(eve, 'Somebody else', WRONG), 429);
    } finally {
      await own[0].close();
    }
  });

  it('abuse 199: many guesses at once count as many', async () => {
    const eve = new Browser(app.url);
    const pages = await Promise.all(
      Array.from({ length: 14 }, async () => tryPassword(new Browser(app.url), 'Cy', WRONG)),
    );
    const statuses = pages.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 429)).to.have.length(4);
    expect(eve.cookies().size).to.equal(0);
  });

  it('abuse 200: an unknown name gets the same answer as a wrong password, and the same work', async () => {
    const eve = new Browser(app.url);
    const known = await tryPassword(eve, 'Bea', WRONG);
    const unknown = await tryPassword(eve, 'Zoe', WRONG);
    const plain = (page: typeof known) =>
      page.text
        .replaceAll(/interaction\/[\w-]+|challenge&quot;:&quot;[\w-]+/g, '')
        .replaceAll(/value="(Bea|Zoe)"/g, '');
    expect([known.status, plain(known)]).to.deep.equal([unknown.status, plain(unknown)]);
    expect([...known.headers.keys()]).to.deep.equal([...unknown.headers.keys()]);
    const { passwords } = app.services.own ?? {};
    expect(await passwords?.matches(PASSWORDS.bea, undefined), 'hashed, and never right').to.equal(false);
    const link = linkOn(await ada.post('/accounts', { note: 'Eve' }));
    expectRefusal(app, await useLink(eve, link, { name: 'bea', password: 'quiet yellow river' }), 409);
    for (const page of ['/accounts', '/sign-in/set-up', '/sign-in/invitation', '/sign-in/reset'])
      expect((await eve.get(page)).text, page).not.to.contain('Bea');
  });

  it('abuse 201: the set-up link works once, for nobody who guesses it, and not after a restart', async () => {
    const fresh = await startOwnApp();
    const { dataDir } = fresh;
    const old = setUpAddressOf(fresh);
    await fresh.stop();
    const again = await startOwnApp({ DATA_DIR: dataDir });
    try {
      const eve = new Browser(again.url);
      const link = setUpAddressOf(again);
      const token = link.split('token=')[1] ?? '';
      const guesses = ['', '?token=', `?token=${'A'.repeat(43)}`, `?token=${token.slice(1)}`, `?token[]=${token}`];
      for (const query of guesses) expectRefusal(again, await eve.get(`/sign-in/set-up${query}`), 410);
      expectRefusal(again, await useLink(eve, old, { name: 'Eve', password: PASSWORDS.bea }), 410);
      const both = await Promise.all(
        ['Ada', 'Eve'].map((name) => useLink(new Browser(again.url), link, { name, password: PASSWORDS.ada })),
      );
      expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 410]);
      expectRefusal(again, await useLink(eve, link, { name: 'Eve', password: PASSWORDS.bea }), 410);
      expectRefusal(again, await eve.get(link), 410);
      expect(await again.services.own?.accounts.list()).to.have.length(1);
      expect(JSON.stringify(again.logged)).not.to.contain(token);
    } finally {
      await again.close();
    }
  });

  it('abuse 202: an invitation makes one account, and none that is more than it says', async () => {
    const link = linkOn(await ada.post('/accounts', { note: 'Dee' }));
    const token = link.split('token=')[1] ?? '';
    const dee = { name: 'Dee', displayName: '', password: 'plum tree in the rain', again: 'plum tree in the rain' };
    const eager = new Browser(app.url);
    const both = await Promise.all(
      ['Dee', 'Eve'].map((name) =>
        new Browser(app.url).post('/sign-in/invitation', { ...dee, token, name, isAdmin: '1', accountId: '1' }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 410]);
    expectRefusal(app, await eager.get(link), 410);
    expectRefusal(app, await useLink(eager, link, { name: 'Fay', password: dee.password }), 410);
    expectRefusal(app, await eager.get(link.replace('invitation', 'reset')), 410);
    const made = (await app.services.own?.accounts.list())?.filter(({ isAdmin }) => isAdmin);
    expect(made?.map(({ name }) => name)).to.deep.equal(['Ada']);

    const late = linkOn(await ada.post('/accounts', { note: 'Late' }));
    await app.services.catalog
      .updateTable('accountLinks')
      .set({ expiresAt: Date.now() - 1 })
      .execute();
    expectRefusal(app, await eager.get(late), 410);
    expect(JSON.stringify(await app.services.catalog.selectFrom('accountLinks').selectAll().execute())).not.to.contain(
      late.split('token=')[1],
    );
  });

  it('abuse 203: a reset link works once, the newest alone, and for administrators’ hands only', async () => {
    const account = await app.services.own?.accounts.findByName('Bea');
    const reset = () => ada.post(`/accounts/actions/reset/${account?.id}`);
    const [first, second] = [linkOn(await reset()), linkOn(await reset())];
    const eve = new Browser(app.url);
    expectRefusal(app, await useLink(eve, first, { password: 'quiet yellow river' }), 410);
    expectRefusal(app, await useLink(eve, second.replace('reset', 'invitation'), { name: 'E', password: 'abc' }), 422);
    const both = await Promise.all(
      [1, 2].map(() => useLink(new Browser(app.url), second, { password: PASSWORDS.bea })),
    );
    expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 410]);
    expect((await bea.get('/')).status, 'her sessions are over').to.equal(303);
    bea = new Browser(app.url);
    await signInWith(bea, 'Bea', PASSWORDS.bea);
    expectRefusal(app, await bea.post(`/accounts/actions/reset/${account?.id}`), 404);
    expectRefusal(app, await bea.get('/accounts'), 404);
  });

  it('abuse 205: another site sends none of the forms, and a sign-in belongs to the browser that began it', async () => {
    const eve = new Browser(app.url);
    const form = await openSignIn(eve);
    const path = new URL(form.url).pathname;
    const fields = { name: 'Bea', password: PASSWORDS.bea, action: 'sign-in' };
    expectRefusal(app, await eve.post(path, fields, { 'Sec-Fetch-Site': 'cross-site' }), 403);
    for (const each of ['set-up', 'invitation', 'reset'])
      expectRefusal(app, await eve.post(`/sign-in/${each}`, {}, { 'Sec-Fetch-Site': 'same-site' }), 403);
    expectRefusal(app, await new Browser(app.url).post(path, fields), 400);
    expectRefusal(app, await new Browser(app.url).get(path), 400);
    const led = await eve.answerForm(form, fields);
    expectRefusal(app, await new Browser(app.url).get(led.location ?? ''), 400);
    const back = await eve.get(led.location ?? '');
    expectRefusal(app, await new Browser(app.url).get(back.location ?? ''), 400);
    expect((await eve.follow(back)).status).to.equal(200);
    expectRefusal(app, await eve.post(path, fields), 400);
  });

  it('abuse 205: no page of the sign-in may be framed, and each runs nothing but the app’s scripts', async () => {
    const eve = new Browser(app.url);
    const link = linkOn(await ada.post('/accounts', { note: 'Framed' }));
    for (const page of [await openSignIn(eve), await eve.get(link), await ada.get('/accounts')]) {
      const policy = page.headers.get('Content-Security-Policy');
      expect(policy, page.url).to.contain("frame-ancestors 'none'").and.contain("script-src 'self'");
      expect(policy).not.to.contain('unsafe');
      expect(page.headers.get('X-Frame-Options')).to.equal('DENY');
      expect(page.headers.get('Cache-Control')).to.contain('no-store');
    }
  });

  it('abuse 206: a flood of passwords takes little memory, and the line refuses the rest', async () => {
    const { passwords } = app.services.own ?? {};
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, () => passwords?.matches('x'.repeat(1000), undefined)),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).to.have.length(38);
    expect((refused[0] as PromiseRejectedResult).reason).to.include({ status: 503, id: 'too_many_sign_ins_at_once' });
    const page = await tryPassword(new Browser(app.url), 'x'.repeat(5000), 'y'.repeat(50_000));
    expectRefusal(app, page, 401);
    expect(sentenceOf(page)).to.equal('The name or the password is wrong. Please try again.');
  });

  it('abuse 208: all of it is off with a provider, and on this computer alone, and old sessions with it', async () => {
    const { dataDir } = app;
    const pages = ['set-up', 'invitation', 'reset', 'auth', 'auth/x', 'interaction/x'].map(
      (each) => `/sign-in/${each}`,
    );
    const session = { Cookie: [...ada.cookies()].map(([name, value]) => `${name}=${value}`).join('; ') };
    const provider = await RogueProvider.start();
    await app.stop();
    try {
      for (const env of [{ ...provider.env, HOST: '0.0.0.0' }, {}]) {
        const off = await startApp({ ...env, DATA_DIR: dataDir });
        for (const page of pages) expectRefusal(off, await new Browser(off.url).get(page), 404);
        expect((await new Browser(off.url).get('/', session)).status).to.equal(303);
        await off.stop();
      }
    } finally {
      await provider.stop();
      app = await startOwnApp({ DATA_DIR: dataDir });
    }
    expect((await signInWith(new Browser(app.url), 'Ada', PASSWORDS.ada)).status, 'and on again').to.equal(200);
    expect(readConfig({ HOST: '0.0.0.0', ...provider.env }).ownAccounts).to.equal(false);
  });
});
