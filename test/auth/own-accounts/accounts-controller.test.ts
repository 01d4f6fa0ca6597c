import { expect } from 'chai';
import type { TestApp } from '../../support/app';
import { Browser } from '../../support/browser';
import { linkOn, PASSWORDS, signInWith, startWithAda, useLink } from '../../support/own-accounts';
import { unescaped } from '../../support/pages';

describe('the page of accounts', () => {
  let app: TestApp;
  let ada: Browser;
  before(async () => {
    [app, ada] = await startWithAda();
  });
  after(() => app.close());

  it('invites somebody by a link, who chooses a name and a password, and administers nothing', async () => {
    const made = await ada.post('/accounts', { note: 'Bea, my sister', days: '3' });
    const link = linkOn(made);
    expect(link).to.match(/\/sign-in\/invitation\?token=[\w-]{43}$/);
    expect((await ada.get('/accounts')).text)
      .to.contain('Bea, my sister')
      .and.not.contain('token=');

    const bea = new Browser(app.url);
    expect((await bea.get(link)).text).to.contain('Make your account');
    await useLink(bea, link, { name: 'Bea', password: PASSWORDS.bea });
    expect((await signInWith(bea, 'Bea', PASSWORDS.bea)).text).to.contain('Bea');
    expect((await bea.get('/accounts')).status).to.equal(404);
    expect((await bea.post('/accounts', { note: 'Eve', isAdmin: 'yes' })).status).to.equal(404);
    expect((await ada.get('/accounts')).text)
      .to.contain('<bdi>Bea</bdi>')
      .and.not.contain('my sister');
  });

  it('makes a link for a new password, which ends the old one and every session', async () => {
    const bea = new Browser(app.url);
    await signInWith(bea, 'Bea', PASSWORDS.bea);
    const account = await app.services.own?.accounts.findByName('bea');
    const made = await ada.post(`/accounts/actions/reset/${account?.id}`);
    const link = linkOn(made);
    expect((await new Browser(app.url).get(link)).text).to.contain('Choose a new password');
    expect((await useLink(bea, link, { password: 'a wholly new one' })).status).to.equal(303);
    expect((await bea.get('/')).status, 'signed out').to.equal(303);
    expect((await signInWith(bea, 'Bea', PASSWORDS.bea)).status).to.equal(401);
    expect((await signInWith(bea, 'Bea', 'a wholly new one')).status).to.equal(200);
    expect((await ada.post('/accounts/actions/reset/999')).status).to.equal(404);
  });

  it('is where the rights to administer are given and taken; who takes their own sees it no more', async () => {
    const idOf = async (name: string) => (await app.services.own?.accounts.findByName(name))?.id;
    const dan = new Browser(app.url);
    await useLink(dan, linkOn(await ada.post('/accounts', { note: 'Dan' })), { name: 'Dan', password: PASSWORDS.bea });
    await signInWith(dan, 'Dan', PASSWORDS.bea);
    const act = async (by: Browser, what: string) => by.post(`/accounts/actions/${what}/${await idOf('Dan')}`);
    expect((await act(ada, 'give-admin')).location).to.equal(`${app.url}/accounts`);
    expect((await act(ada, 'take-admin')).location).to.equal(`${app.url}/accounts`);
    expect((await ada.get('/accounts')).text).to.contain('They are no administrator anymore.');
    await act(ada, 'give-admin');
    const own = await act(dan, 'take-admin');
    expect(own.location).to.equal(`${app.url}/security`);
    expect((await dan.follow(own)).text).to.contain('You are no administrator anymore.');
    const told = unescaped((await ada.get('/admin/audit')).text)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(told).to.contain('Made somebody an administrator: Dan Ada');
    expect(told).to.contain('Took the administrator’s rights from somebody: Dan Ada');
  });

  it('invites other administrators, and revokes links', async () => {
    const first = await ada.post('/accounts', { note: 'Cy', isAdmin: 'yes' });
    const cy = new Browser(app.url);
    await useLink(cy, linkOn(first), { name: 'Cy', password: 'blue kettle on the moon' });
    await signInWith(cy, 'Cy', 'blue kettle on the moon');
    expect((await cy.get('/accounts')).status).to.equal(200);

    const link = linkOn(await ada.post('/accounts', { note: 'Dee' }));
    const handle = /\/accounts\/actions\/revoke\/(\w+)/.exec((await ada.get('/accounts')).text)?.[1];
    await ada.post(`/accounts/actions/revoke/${handle}`);
    expect((await new Browser(app.url).get(link)).status).to.equal(410);
  });

  it('says what the deletion of an account deletes, and what stays', async () => {
    const { text } = await ada.get('/accounts');
    expect(text)
      .to.contain('every gallery that has no other member? Galleries with other members go on with them.')
      .and.not.contain('with all its people');
  });

  it('shows what is wrong with a name or a password, and keeps the rest', async () => {
    const link = linkOn(await ada.post('/accounts', { note: 'Eve' }));
    const eve = new Browser(app.url);
    const cases: Array<[fields: { name: string; password: string; again?: string }, status: number, told: string]> = [
      [{ name: 'Eve', password: 'short' }, 422, 'at least 8 characters'],
      [{ name: 'Eve', password: 'x'.repeat(1001) }, 422, 'at most 1000 characters'],
      [{ name: 'Eve', password: 'Password1' }, 422, 'easy to guess'],
      [{ name: 'Eve', password: 'aaaaaaaaaaaa' }, 422, 'easy to guess'],
      [{ name: 'Eve of Eden', password: 'eve of eden' }, 422, 'hardly more than your name'],
      [{ name: 'Eve of Eden', password: 'EveOfEden' }, 422, 'hardly more than your name'],
      [{ name: 'eve.eden', password: 'eden-19-11-2001' }, 422, 'hardly more than your name'],
      [{ name: 'Eve', password: 'familiarfaces' }, 422, 'hardly more than your name'],
      [{ name: 'Eve', password: 'Familiar Faces 2026!' }, 422, 'hardly more than your name'],
      [{ name: 'Eve', password: 'eve@FamiliarFaces' }, 422, 'hardly more than your name'],
      [{ name: 'Eve', password: 'seven red apples', again: 'seven red apple' }, 422, 'two passwords are different'],
      [{ name: 'ＢＥＡ', password: 'seven red apples' }, 409, 'Somebody else has this sign-in name'],
      [{ name: ' ', password: 'seven red apples' }, 400, 'name'],
    ];
    for (const [fields, status, told] of cases) {
      const page = await useLink(eve, link, fields);
      expect([page.status, page.text.includes(told)], JSON.stringify(fields).slice(0, 60)).to.deep.equal([
        status,
        true,
      ]);
    }
    expect((await useLink(eve, link, { name: 'Eve', password: 'x '.repeat(500) })).status).to.equal(422);
    expect((await useLink(eve, link, { name: 'Eve', password: 'xyz Eve familiar face '.repeat(45) })).status).to.equal(
      303,
    );
  });
});
