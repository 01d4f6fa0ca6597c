import { expect } from 'chai';
import { type AdminApp, startAdminApp } from '../support/admin-app';
import type { Browser } from '../support/browser';
import { makeGallery } from '../support/members';
import { unescaped } from '../support/pages';
import { BEA, cropFace, photoForm } from '../support/photos';
import { sentenceOf } from '../support/refusal';

describe('the pages of administrators', () => {
  let admins: AdminApp;
  let root: Browser;
  beforeEach(async () => {
    admins = await startAdminApp();
    root = admins.root;
  });
  afterEach(() => admins.close());

  const textOf = async (path: string) =>
    unescaped((await root.get(path)).text)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');

  it('are in the bar of administrators alone', async () => {
    expect((await root.get('/')).text).to.contain('href="/admin"');
    expect((await (await admins.as('Grace')).get('/')).text).not.to.contain('/admin');
    expect((await (await admins.as('Alan', { groups: ['admins'] })).get('/')).text).to.contain('href="/admin"');
  });

  it('list who has signed in, with how much they keep', async () => {
    const grace = await admins.as('Grace', { email_verified: false });
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    await makeGallery(admins.app, 'Grace', 'Club');
    const text = await textOf('/admin');
    expect(text).to.match(/Grace none verified Last visit: .{5,40} 2 galleries \d+ kB/);
    expect(text).to.match(/Root Admin root@example\.org/);
    const page = await textOf(await admins.pageOf('Grace'));
    expect(page).to.match(/Personal Personal 1 person, 1 photo, \d+ kB/);
    expect(page).to.match(/Club 0 people, 0 photos, 0 bytes/);
  });

  it('find people by name and address, whatever is typed, and show 25 at a time', async () => {
    await admins.as('Grace');
    expect(await textOf('/admin?q=GRACE%40'))
      .to.contain('Grace')
      .and.not.contain('root@');
    for (const nobody of ['%25', '_', '\\', "'"])
      expect(await textOf(`/admin?q=${nobody}`), nobody).to.contain('Nobody found');
    const now = Date.now();
    const rows = Array.from({ length: 30 }, (_, i) => ({
      issuer: 'other',
      subject: `${i}`,
      displayName: `User ${i + 10}`,
    }));
    await admins.app.services.catalog
      .insertInto('users')
      .values(rows.map((row) => ({ ...row, createdAt: now })))
      .execute();
    expect(await textOf('/admin'))
      .to.contain('Grace')
      .and.contain('User 32')
      .and.not.contain('User 33');
    expect(await textOf('/admin?page=2'))
      .to.contain('User 33')
      .and.contain('User 39')
      .and.not.contain('Grace');
    expect(await textOf('/admin?q=user&page=2'))
      .to.contain('User 35')
      .and.not.contain('User 34');
  });

  it('sign somebody out everywhere, and nobody else', async () => {
    const [grace, again] = [await admins.as('Grace'), await admins.as('Grace')];
    await root.post(`${await admins.pageOf('Grace')}/sign-out`);
    for (const browser of [grace, again]) expect((await browser.get('/')).status).to.equal(303);
    expect((await root.get('/admin')).text).to.contain('Every session of this account has ended.');
    expect((await (await admins.as('Grace')).get('/')).status).to.equal(200);
  });

  it('set a storage limit, say what is wrong with one, and take it back', async () => {
    await admins.as('Grace');
    const page = await admins.pageOf('Grace');
    expect((await root.follow(await root.post(`${page}/storage`, { megabytes: ' 250 ' }))).text).to.contain(
      'of 250 MB used',
    );
    for (const odd of ['0', '-1', '1.5', 'many', '100000001', '1e3', '١']) {
      const refused = await root.post(`${page}/storage`, { megabytes: odd });
      expect(refused.status, odd).to.equal(422);
      expect(refused.text).to.contain('whole number of megabytes').and.contain(`value="${odd}"`);
    }
    expect((await root.follow(await root.post(`${page}/storage`, { megabytes: '' }))).text).to.contain('of 10 GB used');
  });

  it('delete somebody with everything that is theirs', async () => {
    const grace = await admins.as('Grace');
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const page = await admins.pageOf('Grace');
    expect((await root.post(`${page}/delete`)).location).to.equal(`${admins.app.url}/admin`);
    expect(await textOf('/admin'))
      .to.contain('The account was deleted.')
      .and.not.contain('Grace');
    expect((await root.get(page)).status).to.equal(404);
    expect((await grace.get('/')).status).to.equal(303);
    const { catalog } = admins.app.services;
    expect(await catalog.selectFrom('people').selectAll().execute()).to.deep.equal([]);
    expect(await textOf('/admin/audit')).to.contain('Deleted a user: somebody whose account was deleted Root');
  });

  it('tell what administrators did, and what everybody did, without saying to whom', async () => {
    const grace = await admins.as('Grace');
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const page = await admins.pageOf('Grace');
    for (const act of ['suspend', 'resume', 'sign-out', 'storage'])
      await root.post(`${page}/${act}`, { megabytes: '5' });
    const text = await textOf('/admin/audit');
    for (const done of [
      'Suspended a user: Grace Root',
      'Let a suspended user in again: Grace Root',
      'Signed a user out everywhere: Grace Root',
      'Changed a user’s storage limit: Grace Root',
      'Added somebody Grace',
      'Signed in Grace',
    ])
      expect(text).to.contain(done);
    expect(await textOf('/admin/audit?kind=user'))
      .to.contain('Suspended a user')
      .and.not.contain('Signed in');
  });

  it('tell what administrators did who are gone, in one order with everything else, page by page', async () => {
    const { catalog } = admins.app.services;
    const grace = await admins.as('Grace', { groups: ['admins'] });
    const page = await admins.pageOf('Root');
    for (let i = 1; i <= 60; i += 1) {
      await grace.post(`${page}/storage`, { megabytes: String(i) });
      if (i % 10 === 0) await admins.as('Alan');
    }
    const told = async () =>
      (await admins.app.services.audit.listAll({ limit: 1000, userId: 0 })).map(({ id, createdAt }) => ({
        id,
        createdAt,
      }));
    const all = await told();
    expect(new Set(all.map(({ id }) => id)).size)
      .to.equal(all.length)
      .and.above(67);
    expect(all).to.deep.equal([...all].sort((one, other) => other.createdAt - one.createdAt || other.id - one.id));

    await root.post(`${await admins.pageOf('Grace')}/delete`);
    const gone = await catalog.selectFrom('acts').select('id').where('type', '=', 'user.limited').execute();
    expect(gone).to.have.length(60);
    const rows = /Changed a user’s storage limit: Root Somebody whose account was deleted/g;
    const first = await textOf('/admin/audit?kind=user');
    expect(first).to.contain('Deleted a user: somebody whose account was deleted Root');
    expect(first.match(rows)).to.have.length(49);
    const older =
      /href="([^"]*before=\d+)"/.exec(unescaped((await root.get('/admin/audit?kind=user')).text))?.[1] ?? '';
    expect((await textOf(older)).match(rows)).to.have.length(11);
    expect((await root.get('/audit')).text).not.to.contain('Deleted a user');
    expect((await root.get('/audit')).text).not.to.contain('Users, by administrators');
  });

  it('refuse what an administrator would do to themselves, and know no user who isn’t there', async () => {
    const own = await admins.pageOf('Root');
    for (const act of ['suspend', 'delete']) {
      const refused = await root.post(`${own}/${act}`);
      expect(refused.status, act).to.equal(409);
      expect(sentenceOf(refused)).to.contain('That’s your own account.');
    }
    expect((await root.get(own)).text)
      .not.to.contain('/suspend"')
      .and.not.contain('/delete"');
    for (const id of ['999', '0', 'x', '1e3', '-1', '9'.repeat(400)]) {
      expect((await root.get(`/admin/users/${id}`)).status, id).to.equal(404);
      for (const act of ['suspend', 'resume', 'sign-out', 'delete', 'storage'])
        expect((await root.post(`/admin/users/${id}/${act}`, { megabytes: '1' })).status, `${id} ${act}`).to.equal(404);
    }
  });
});
