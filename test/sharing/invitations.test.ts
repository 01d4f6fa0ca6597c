import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { startAdminApp } from '../support/admin-app';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { dayFromNow, linkTo } from '../support/invitations';
import { makeGallery, userId } from '../support/members';
import { expectRefusal, sentenceOf } from '../support/refusal';

const ENDED = 'This invitation doesn’t exist, or it has ended.';

describe('an invitation', () => {
  let app: TestApp;
  let ada: Browser;
  let grace: Browser;
  let alan: Browser;
  let club: Gallery;
  let at: string;
  beforeEach(async () => {
    app = await startApp();
    [ada, grace, alan] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Grace'), await signIn(app.url, 'Alan')];
    club = await makeGallery(app, 'Ada', 'Climbing club');
    at = `/g/${club.handle}`;
  });
  afterEach(() => app.close());

  const rolesNow = async () => {
    const found = await app.services.members.list(club.id);
    return Object.fromEntries(found.map(({ displayName, role }) => [displayName, role]));
  };
  const know = async (name: string, email: string | null) => {
    const id = await userId(app, name);
    await app.services.catalog.updateTable('users').set({ email }).where('id', '=', id).execute();
  };
  const invite = (fields: Record<string, string>) =>
    ada.post(`${at}/members/actions/person`, { role: 'editor', end: dayFromNow(7), ...fields });
  const pendingOf = async (browser: Browser) =>
    [...(await browser.get('/galleries')).text.matchAll(/action="(\/galleries\/actions\/accept\/[^"]+)"/g)].map(
      ([, action = '']) => action,
    );

  it('by a link says what it is to, who invites, and what everybody sees; a button joins', async () => {
    const link = await linkTo(ada, club, { role: 'editor' });
    const { text } = await grace.get(link);
    for (const words of ['Climbing club', 'Ada', 'as an editor', 'What the others see', 'who added each photo'])
      expect(text, words).to.contain(words);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner' });
    expect((await grace.post(link)).location).to.equal(`${app.url}${at}/`);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Grace: 'editor' });
  });

  it('says that groups let people in, and what leaving means then, where a provider says them', async () => {
    const words = 'no group of yours brings you back unless you choose so';
    expect((await grace.get(await linkTo(ada, club))).text).not.to.contain(words);
    const admins = await startAdminApp();
    try {
      const own = await makeGallery(admins.app, 'Root', 'Family');
      const bea = await admins.as('Bea');
      expect((await bea.get(await linkTo(admins.root, own))).text).to.contain(words);
      const invited = { email: 'bea@example.org', role: 'viewer', end: dayFromNow(7) };
      await admins.root.post(`/g/${own.handle}/members/actions/person`, invited);
      expect((await bea.get('/galleries')).text)
        .to.contain('/galleries/actions/accept/')
        .and.to.contain(words);
    } finally {
      await admins.close();
    }
  });

  it('sends whoever isn’t signed in to sign in, and back to it', async () => {
    const link = await linkTo(ada, club);
    const visitor = new Browser(app.url);
    const page = await visitor.submitName(await visitor.open(link), 'Edith');
    expect(new URL(page.url).pathname).to.equal(link);
    expect(page.text).to.contain('Climbing club');
  });

  it('for one use ends with it; one for many takes many in, until it is revoked', async () => {
    const once = await linkTo(ada, club);
    await grace.post(once);
    expectRefusal(app, await alan.post(once), 404);
    const many = await linkTo(ada, club, { uses: 'many', role: 'editor' });
    for (const browser of [grace, alan]) await browser.post(many);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Grace: 'editor', Alan: 'editor' });
    const { handle, uses } = onlyOf(await app.services.invitations.list(club.id));
    expect(uses).to.equal(2);
    await ada.post(`${at}/members/actions/revoke/${handle}`);
    const edith = await signIn(app.url, 'Edith');
    const refused = await edith.get(many);
    expectRefusal(app, refused, 404);
    expect(sentenceOf(refused)).to.equal(ENDED);
  });

  it('ends on its day, which is at most a year ahead', async () => {
    const link = await linkTo(ada, club);
    await app.services.catalog
      .updateTable('invitations')
      .set({ expiresAt: Date.now() - 1 })
      .execute();
    expectRefusal(app, await grace.post(link), 404);
    for (const end of ['', dayFromNow(-1), dayFromNow(367), '2027-02-30', 'never'])
      expectRefusal(app, await ada.post(`${at}/members/actions/link`, { role: 'viewer', uses: 'one', end }), 422);
    await linkTo(ada, club, { end: dayFromNow(365) });
    expect(await app.services.invitations.list(club.id)).to.have.length(1);
  });

  it('never weakens a role, and isn’t used up by whoever may do as much already', async () => {
    const link = await linkTo(ada, club, { role: 'viewer' });
    expect((await ada.post(link)).location).to.equal(`${app.url}${at}/`);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner' });
    await grace.post(link);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Grace: 'viewer' });
  });

  it('by e-mail address is shown to whoever has verified it, once they sign in', async () => {
    await know('Grace', 'grace@example.org');
    expect((await invite({ email: ' Grace@Example.org ' })).location).to.equal(`${app.url}${at}/members`);
    expect(await pendingOf(alan)).to.deep.equal([]);
    const action = onlyOf(await pendingOf(grace));
    expect((await grace.post(action)).location).to.equal(`${app.url}${at}/`);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner', Grace: 'editor' });
    expect(await pendingOf(grace)).to.deep.equal([]);
  });

  it('by e-mail address can be declined, and is gone then', async () => {
    await know('Grace', 'grace@example.org');
    await invite({ email: 'grace@example.org' });
    const action = onlyOf(await pendingOf(grace));
    await grace.post(action.replace('accept', 'decline'));
    expect((await grace.get('/galleries')).text).to.contain('You have declined the invitation.');
    expectRefusal(app, await grace.post(action), 404);
    expect(await rolesNow()).to.deep.equal({ Ada: 'owner' });
    expect((await ada.get(`${at}/audit?kind=invitation`)).text).to.contain('Declined an invitation');
  });

  it('by e-mail address tells nobody whether the app knows it', async () => {
    await know('Grace', 'grace@example.org');
    const answers = [];
    for (const email of ['grace@example.org', 'nobody@example.org']) {
      const { status, location } = await invite({ email });
      answers.push([status, location, (await ada.get(`${at}/members`)).text.replaceAll(/\w+@example\.org/g, '')]);
      const { handle } = onlyOf(await app.services.invitations.list(club.id));
      await app.services.invitations.revoke(club.id, handle);
    }
    const anonymous = answers.map(([status, location, text]) => [
      status,
      location,
      String(text).replaceAll(/revoke\/\w+/g, ''),
    ]);
    expect(anonymous[0]).to.deep.equal(anonymous[1]);
    for (const email of ['', 'grace', 'grace@', 'grace@example.org, alan@example.org'])
      expectRefusal(app, await invite({ email }), 422);
  });

  it('is forgotten once it has ended', async () => {
    const { catalog, invitations } = app.services;
    const left = async () => (await catalog.selectFrom('invitations').select('id').execute()).length;
    for (let i = 0; i < 2; i += 1) await linkTo(ada, club);
    await catalog.updateTable('invitations').set({ endedAt: 1 }).where('id', '=', 1).execute();
    await invitations.tidy();
    expect(await left()).to.equal(1);
    await catalog.updateTable('invitations').set({ expiresAt: 1 }).execute();
    await invitations.tidy();
    expect(await left()).to.equal(0);
  });

  it('that was used leads whoever is in to the gallery until its last day, and nobody else', async () => {
    const { catalog, invitations } = app.services;
    const link = await linkTo(ada, club);
    await grace.post(link);
    await catalog.updateTable('invitations').set({ endedAt: 1 }).execute();
    await invitations.tidy();
    const alan = await signIn(app.url, 'Alan');
    for (const each of [grace, ada])
      for (const answer of [await each.get(link), await each.post(link)])
        expect([answer.status, answer.location]).to.deep.equal([303, `${app.url}${at}/`]);
    for (const answer of [await alan.get(link), await alan.post(link)]) expectRefusal(app, answer, 404);
    await grace.post(`${at}/members/actions/leave`);
    for (const answer of [await grace.get(link), await grace.post(link)]) expectRefusal(app, answer, 404);
    await catalog.updateTable('invitations').set({ expiresAt: 1 }).execute();
    await invitations.tidy();
    expectRefusal(app, await ada.get(link), 404);
  });
});
