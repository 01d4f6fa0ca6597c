import { expect } from 'chai';
import type { TestApp } from '../support/app';
import { startApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { type CommandEnd, runCommand } from '../support/cli';
import { PASSWORDS, signInInvited, signInWith, startWithAda, useLink } from '../support/own-accounts';
import { unescaped } from '../support/pages';

describe('familiar-faces users', () => {
  let app: TestApp;
  let ada: Browser;
  let bea: Browser;
  before(async () => {
    [app, ada] = await startWithAda();
    bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  });
  after(() => app.close());
  const users = (...args: string[]): Promise<CommandEnd> =>
    runCommand(['users', ...args], { HOST: '0.0.0.0', DATA_DIR: app.dataDir, PUBLIC_URL: app.url });

  it('lists people and makes administrators while the app runs', async () => {
    expect((await users('list')).stdout).to.equal('1 Ada, administrator\n2 Bea\n');
    expect(await users('admin', 'bea')).to.deep.include({ code: 0, stdout: 'Bea is an administrator now.\n' });
    const listed = JSON.parse((await users('list', '--json')).stdout);
    expect(listed[1]).to.deep.include({ id: 2, name: 'Bea', signInName: 'Bea', isAdmin: true, isSuspended: false });
    await users('admin', 'Bea', '--remove');
    expect((await users('list')).stdout).to.contain('2 Bea\n');
  });

  it('prints a link for a new password, which works once', async () => {
    const [, link = ''] = (await users('reset', 'Bea')).stdout.split('\n');
    expect((await useLink(bea, link, { password: 'another good one' })).status).to.equal(303);
    expect((await signInWith(bea, 'Bea', 'another good one')).status).to.equal(200);
    expect((await useLink(bea, link, { password: 'yet another one' })).status).to.equal(410);
  });

  it('prints a link for an account that administers, though nobody else does', async () => {
    const [, link = ''] = (await users('invite', 'Cleo', 'Smith', '--admin')).stdout.split('\n');
    const cleo = new Browser(app.url);
    await useLink(cleo, link, { name: 'Cleo', password: PASSWORDS.bea });
    expect((await users('list')).stdout).to.contain('Cleo, administrator, has never signed in');
  });

  it('suspends, signs out and lets back in, in the app that runs', async () => {
    expect((await bea.get('/')).status).to.equal(200);
    expect((await users('sign-out', 'bea')).stdout).to.equal('Every session of Bea has ended.\n');
    expect((await bea.get('/')).status).to.equal(303);
    expect((await users('suspend', '2')).code).to.equal(0);
    await signInWith(bea, 'Bea', 'another good one');
    expect((await bea.get('/')).status).to.equal(303);
    expect((await users('list')).stdout).to.contain('2 Bea, suspended');
    await users('reinstate', 'Bea');
    expect((await signInWith(bea, 'Bea', 'another good one')).status).to.equal(200);
    expect((await bea.get('/')).status).to.equal(200);
  });

  it('is told to administrators, as done by whoever runs the server', async () => {
    const told = unescaped((await ada.get('/admin/audit')).text)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(told).to.contain('Made a link for a new password: Bea Whoever runs the server, by its command line');
    expect(told).to.contain('Made somebody an administrator: Bea Whoever runs the server, by its command line');
    expect(told).to.match(/[Ss]uspended[^.]*Bea Whoever runs the server, by its command line/);
  });

  it('keeps the last administrator', async () => {
    await users('suspend', 'Cleo');
    const end = await users('admin', 'Ada', '--remove');
    expect([end.code, end.stdout]).to.deep.equal([0, 'Ada is no administrator anymore.\n']);
    const last = await users('admin', 'Cleo', '--remove');
    expect([last.code, last.stdout]).to.deep.equal([1, '']);
    expect(last.stderr).to.contain('Nobody else administers');
    await users('admin', 'Ada');
  });

  it('says what it can’t do in one sentence', async () => {
    expect(await users('reset', 'Eve')).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: 'Nobody here is called “Eve”: `familiar-faces users list` shows everybody.\n',
    });
    expect((await users('suspend', 'Cleo')).stderr).to.contain('“Cleo” has never signed in');
    expect(await users('suspend')).to.deep.include({
      code: 2,
      stderr: "Missing required argument 'who'\nSee --help.\n",
    });
  });
});

describe('familiar-faces users, where people sign in elsewhere', () => {
  it('changes users, and has no accounts', async () => {
    const app = await startApp();
    const there = { DATA_DIR: app.dataDir, PUBLIC_URL: app.url };
    try {
      await signIn(app.url, 'Dora');
      const { code, stderr } = await runCommand(['users', 'reset', 'Dora'], there);
      expect(code).to.equal(1);
      expect(stderr).to.contain('This FamiliarFaces has no accounts of its own');
      // Nobody administers this app, so nobody has to be kept.
      expect((await runCommand(['users', 'suspend', 'Dora'], there)).stdout).to.contain('Dora is suspended');
    } finally {
      await app.close();
    }
  });
});
