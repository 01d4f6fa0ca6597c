import { expect } from 'chai';
import { sql } from 'kysely';
import type { TestApp } from '../../support/app';
import { Browser } from '../../support/browser';
import { personalGalleryOf, userId } from '../../support/members';
import { linkOn, PASSWORDS, signInInvited, signInWith, startWithAda, useLink } from '../../support/own-accounts';
import { unescaped } from '../../support/pages';
import { expectRefusal } from '../../support/refusal';

describe('what is done to accounts', () => {
  let app: TestApp;
  let ada: Browser;
  beforeEach(async () => {
    [app, ada] = await startWithAda();
  });
  afterEach(() => app.close());

  const acts = async () => {
    const rows = await app.services.catalog.selectFrom('acts').selectAll().orderBy('id').execute();
    return rows.map(({ type, userId: who, details }) => ({ type, who, ...JSON.parse(details) }));
  };
  /** Has the database refuse what would be told. */
  const refuse = (table: string) =>
    sql`create trigger refused before insert on ${sql.table(table)} begin select raise(abort, 'refused'); end`.execute(
      app.services.catalog,
    );
  const accountId = async (name: string) => (await app.services.own?.accounts.findByName(name))?.id;
  const links = async () => (await app.services.own?.links.list())?.map(({ accountId: id, note }) => [id, note]);

  it('is told with who did it: an account that is made, too, by nobody who has signed in', async () => {
    const who = await userId(app, 'Ada');
    const bea = new Browser(app.url);
    await useLink(bea, linkOn(await ada.post('/accounts', { note: 'Bea' })), { name: 'Bea', password: PASSWORDS.bea });
    const account = await accountId('Bea');
    await ada.post(`/accounts/actions/reset/${account}`);
    const handle = /\/accounts\/actions\/revoke\/(\w+)/.exec((await ada.get('/accounts')).text)?.[1];
    await ada.post(`/accounts/actions/revoke/${handle}`);
    await ada.post('/accounts/actions/revoke/nothing');
    expect(await acts()).to.deep.equal([
      { type: 'account.set-up', who: null, account: await accountId('Ada') },
      { type: 'account.invited', who },
      { type: 'account.made', who: null, account },
      { type: 'account.reset-allowed', who, account },
      { type: 'account.link-revoked', who },
    ]);
    const text = unescaped((await ada.get('/admin/audit')).text)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(text).to.contain('Made an account with an invitation: Bea Somebody who wasn’t signed in');
    expect(text).to.contain('Made a link for a new password: Bea Ada');
    await ada.post(`/accounts/actions/delete/${account}`);
    expect(unescaped((await ada.get('/admin/audit')).text)).to.contain('somebody whose account was deleted');
  });

  it('isn’t done if it can’t be told: links, accounts', async () => {
    const link = linkOn(await ada.post('/accounts', { note: 'Bea' }));
    const ours = await accountId('Ada');
    await ada.post(`/accounts/actions/reset/${ours}`);
    const [before, kept] = [await links(), await app.services.catalog.selectFrom('accountLinks').selectAll().execute()];
    await refuse('acts');
    expectRefusal(app, await ada.post('/accounts', { note: 'Cy' }), 500);
    expectRefusal(app, await ada.post(`/accounts/actions/reset/${ours}`), 500);
    for (const { handle } of kept) expectRefusal(app, await ada.post(`/accounts/actions/revoke/${handle}`), 500);
    const bea = new Browser(app.url);
    expectRefusal(app, await useLink(bea, link, { name: 'Bea', password: PASSWORDS.bea }), 500);
    expect(await links()).to.deep.equal(before);
    expect(await app.services.catalog.selectFrom('accountLinks').selectAll().execute()).to.deep.equal(kept);
    expect(await accountId('Bea')).to.equal(undefined);
  });

  it('isn’t done if it can’t be told: passwords, passkeys, sessions', async () => {
    const { catalog, own } = app.services;
    const bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
    const account = (await accountId('Bea')) ?? 0;
    const link = linkOn(await ada.post(`/accounts/actions/reset/${account}`));
    const key = { handle: 'k', accountId: account, credentialId: 'c', publicKey: new Uint8Array(1), counter: 0 };
    await catalog
      .insertInto('passkeys')
      .values({ ...key, name: 'Phone', createdAt: 1, lastUsedAt: null })
      .execute();
    const session = /\/security\/actions\/end\/(\w+)/;
    await signInWith(new Browser(app.url), 'Bea', PASSWORDS.bea);
    const handle = session.exec((await bea.get('/security')).text)?.[1];
    const kept = async () => [
      (await own?.accounts.findByName('Bea'))?.passwordHash,
      (await own?.passkeys.list(account))?.length,
      await catalog.selectFrom('sessions').select('idHash').orderBy('idHash').execute(),
      await links(),
    ];
    const before = await kept();
    await refuse('auditEntries');
    const [password, current] = ['a wholly new one', PASSWORDS.bea];
    for (const [path, fields] of [
      ['/security/password', { current, password, again: password }],
      ['/security/actions/remove/k', {}],
      [`/security/actions/end/${handle}`, {}],
      ['/security/actions/end-all', {}],
    ] as const)
      expectRefusal(app, await bea.post(path, fields), 500);
    expectRefusal(app, await useLink(new Browser(app.url), link, { password }), 500);
    expect(await kept()).to.deep.equal(before);
    await sql`drop trigger refused`.execute(catalog);
    await bea.post('/security/actions/remove/k');
    const told = await app.services.audit.list((await personalGalleryOf(app, 'Bea')).id, {
      limit: 1,
      userId: await userId(app, 'Bea'),
    });
    expect(told[0]?.type).to.equal('account.passkey-removed');
  });
});
