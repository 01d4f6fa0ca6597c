import { expect } from 'chai';
import { runCommand } from '../../scripts/accounts/commands';
import { readConfig } from '../../src/config';
import type { TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { PASSWORDS, signInInvited, signInWith, startWithAda, useLink } from '../support/own-accounts';
import { unescaped } from '../support/pages';

describe('npm run accounts', () => {
  let app: TestApp;
  let ada: Browser;
  before(async () => {
    [app, ada] = await startWithAda();
    await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  });
  after(() => app.close());
  const run = (...args: string[]) => runCommand(args, app.services.config);

  it('lists accounts and makes administrators while the app runs', async () => {
    expect((await run('list')).lines).to.deep.equal(['Ada (administrator)', 'Bea']);
    expect(await run('admin', 'bea')).to.deep.equal({ lines: ['Bea is an administrator now.'], isDone: true });
    expect((await run('list')).lines).to.deep.equal(['Ada (administrator)', 'Bea (administrator)']);
  });

  it('prints a link for a new password, which works once', async () => {
    const [, link = ''] = (await run('reset', 'Bea')).lines;
    const bea = new Browser(app.url);
    expect((await useLink(bea, link, { password: 'another good one' })).status).to.equal(303);
    expect((await signInWith(bea, 'Bea', 'another good one')).status).to.equal(200);
    expect((await useLink(bea, link, { password: 'yet another one' })).status).to.equal(410);
  });

  it('is told to administrators, as done by whoever runs the server', async () => {
    await run('admin', 'Bea');
    await run('reset', 'Bea');
    const told = unescaped((await ada.get('/admin/audit')).text)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(told).to.contain('Made a link for a new password: Bea Whoever runs the server, by its command line');
    expect(told).to.contain('Made somebody an administrator: Bea Whoever runs the server, by its command line');
  });

  it('says what it can’t do', async () => {
    expect((await run('reset', 'Eve')).lines.join()).to.contain('Nobody signs in as “Eve”');
    expect((await run()).lines).to.have.length(3);
    const config = readConfig({ OIDC_ISSUER: 'https://id.example.org', CLIENT_ID: 'id', CLIENT_SECRET: 'secret' });
    expect((await runCommand(['list'], config)).isDone).to.equal(false);
  });
});
