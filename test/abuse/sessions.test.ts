import { expect } from 'chai';
import { Browser } from '../support/browser';
import { atAnotherTime } from '../support/clock';
import { expectRefusal } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, signInAt } from '../support/rogue-provider';

const DAY = 24 * 3_600_000;
const COOKIE = 'familiar-faces';

describe('a session', () => {
  const rogue = setUpRogueApp();

  const sessions = () => rogue.app.services.catalog.selectFrom('sessions').selectAll().execute();
  /** Another browser with the same cookies, changed or not. */
  function copyOf(browser: Browser, change = (_name: string, value: string) => value): Browser {
    const copy = new Browser(rogue.app.url);
    for (const [name, value] of browser.cookies()) copy.cookies().set(name, change(name, value));
    return copy;
  }
  const isSignedIn = async (browser: Browser) => (await browser.get('/')).status === 200;

  it('abuse 57: is ended by POST from our own pages only', async () => {
    const eve = await signInAt(rogue.app.url);
    for (const method of ['GET', 'HEAD'])
      expect((await eve.request(method, '/logout', { headers: {} })).location, method).to.equal(`${rogue.app.url}/`);
    expect(await isSignedIn(eve)).to.equal(true);
    expectRefusal(rogue.app, await eve.post('/logout', {}, { 'Sec-Fetch-Site': 'cross-site' }), 403);
    expect(await isSignedIn(eve)).to.equal(true);
    expect((await eve.post('/logout')).status).to.equal(303);
    expect(await isSignedIn(eve)).to.equal(false);
  });

  it('abuse 58: gets a new id at sign-in; the planted one is dead, and nothing of it is carried over', async () => {
    const { catalog } = rogue.app.services;
    await catalog.deleteFrom('sessions').execute();
    const mallory = new Browser(rogue.app.url);
    await mallory.get('/login');
    const [planted] = await sessions();
    const data = JSON.stringify({
      ...JSON.parse(planted?.data ?? ''),
      planted: 'by Mallory',
      signedInAt: Date.now() + DAY,
    });
    await catalog.updateTable('sessions').set({ data }).execute();

    const victim = copyOf(mallory);
    expect((await victim.get(await answerFor(victim))).status).to.equal(303);
    expect(await isSignedIn(victim)).to.equal(true);
    for (const name of [COOKIE, `${COOKIE}.sig`])
      expect(victim.cookies().get(name), name).not.to.equal(mallory.cookies().get(name));
    expect(await isSignedIn(mallory)).to.equal(false);
    const after = await sessions();
    expect(after.map(({ idHash }) => idHash)).not.to.include(planted?.idHash);
    expect(JSON.stringify(after)).not.to.contain('Mallory');
    for (const row of after) expect(JSON.parse(row.data).signedInAt).to.be.at.most(Date.now());
  });

  it('abuse 58: isn’t created for an id that somebody made up', async () => {
    const before = await sessions();
    const victim = new Browser(rogue.app.url);
    victim.cookies().set(COOKIE, 'an-id-that-Mallory-knows');
    await victim.get(await answerFor(victim));
    expect(await isSignedIn(victim)).to.equal(true);
    expect(victim.cookies().get(COOKIE)).not.to.equal('an-id-that-Mallory-knows');
    expect(await sessions()).to.have.length(before.length + 1);
  });

  it('abuse 59: isn’t accepted when its cookie is changed in any character, cut, or without its signature', async () => {
    const eve = await signInAt(rogue.app.url);
    const isNobody = async (change: (name: string, value: string) => string) => {
      const forger = copyOf(eve, change);
      expect(await isSignedIn(forger), JSON.stringify([...forger.cookies()])).to.equal(false);
    };
    for (const [name, value] of eve.cookies()) {
      for (let at = 0; at < value.length; at += 1) {
        const other = String.fromCharCode(value.charCodeAt(at) ^ 1);
        await isNobody((each, text) => (each === name ? text.slice(0, at) + other + text.slice(at + 1) : text));
      }
      await isNobody((each, text) => (each === name ? text.slice(0, -1) : text));
      await isNobody((each, text) => (each === name ? '' : text));
    }
    expect(await isSignedIn(copyOf(eve))).to.equal(true);
  });

  it('abuse 59: isn’t accepted after sign-out, not even with a cookie copied before', async () => {
    const eve = await signInAt(rogue.app.url);
    const thief = copyOf(eve);
    expect(await isSignedIn(thief)).to.equal(true);
    await eve.post('/logout');
    expect(await isSignedIn(thief)).to.equal(false);
    expect(await isSignedIn(eve)).to.equal(false);
  });

  it('abuse 60: ends after a week without use; the next sign-in leads to the page asked for', async () => {
    const eve = await signInAt(rogue.app.url);
    await atAnotherTime(8 * DAY, async () => {
      const page = await eve.get('/?page=2');
      expect([page.status, page.location]).to.deep.equal([303, `${rogue.app.url}/login?returnTo=%2F%3Fpage%3D2`]);
      expect((await eve.follow(page)).url).to.equal(`${rogue.app.url}/?page=2`);
    });
  });

  it('abuse 60: ends a month after sign-in, however busy it is', async () => {
    const eve = await signInAt(rogue.app.url);
    for (const days of [6, 12, 18, 24, 29])
      expect(await atAnotherTime(days * DAY, () => isSignedIn(eve)), `after ${days} days`).to.equal(true);
    expect(await atAnotherTime(31 * DAY, () => isSignedIn(eve))).to.equal(false);
  });

  it('abuse 69: is a cookie that no script reads and no other site’s page sends', async () => {
    const page = await new Browser(rogue.app.url).get('/login');
    expect(page.headers.getSetCookie()).to.have.length(2);
    for (const line of page.headers.getSetCookie())
      expect(line).to.match(/^familiar-faces(\.sig)?=.*; path=\/;.*samesite=lax; httponly$/);
  });
});
