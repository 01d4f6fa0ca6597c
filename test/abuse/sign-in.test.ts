import { expect } from 'chai';
import { Browser } from '../support/browser';
import { expectRefusal } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, signInAt } from '../support/rogue-provider';

const CALLBACK = '/authorization-code/callback';

describe('an answer of the provider', () => {
  const rogue = setUpRogueApp();
  beforeEach(() => {
    rogue.provider.lies = {};
    rogue.provider.person = { sub: 'ada', name: 'Ada' };
  });

  const sessions = () => rogue.app.services.catalog.selectFrom('sessions').selectAll().execute();
  /** Opens an answer that isn't for this browser's request: no session changes, nor does the browser's cookie. */
  async function expectNoAnswer(browser: Browser, answer: string): Promise<void> {
    const [before, cookies] = [await sessions(), new Map(browser.cookies())];
    expectRefusal(rogue.app, await browser.get(answer), 400);
    expect(await sessions()).to.deep.equal(before);
    expect(browser.cookies()).to.deep.equal(cookies);
    expect((await browser.get('/')).status).to.equal(303);
  }

  const forged = [
    '',
    '?code=x',
    '?state=x',
    '?code=x&state=x',
    '?code=x&state=',
    '?code=x&state=__proto__',
    '?code=x&state=constructor',
    '?code[]=x&state[]=x',
  ];
  for (const query of [
    ...forged,
    '?error=x',
    '?error=access_denied',
    '?error=access_denied&state=x',
    `?code=x&state=${'x'.repeat(5000)}`,
  ]) {
    it(`abuse 45: ${query.slice(0, 40) || 'an empty one'} is refused, and the sign-in in progress goes on`, async () => {
      const browser = new Browser(rogue.app.url);
      const answer = await answerFor(browser);
      await expectNoAnswer(browser, CALLBACK + query);
      expect((await browser.get(answer)).status).to.equal(303);
      expect((await browser.get('/')).text).to.contain('Ada');
    });
  }

  const wrong: Array<[string, (state: string) => string]> = [
    ['missing', () => ''],
    ['cut', (state) => `state=${state.slice(0, -1)}`],
    ['in other letters', (state) => `state=${state.toLowerCase()}`],
    ['given twice', (state) => `state=${state}&state=${state}`],
  ];
  for (const [how, change] of wrong) {
    it(`abuse 45: a good code is refused when the state is ${how}`, async () => {
      const browser = new Browser(rogue.app.url);
      const answer = new URL(await answerFor(browser));
      const changed = change(answer.searchParams.get('state') ?? '');
      answer.searchParams.delete('state');
      await expectNoAnswer(browser, `${answer.href}&${changed}`);
      expect(rogue.provider.last.get('/token')?.parameters.get('code')).not.to.equal(answer.searchParams.get('code'));
    });
  }

  it('abuse 45: a code given twice is refused', async () => {
    const browser = new Browser(rogue.app.url);
    expectRefusal(rogue.app, await browser.get(`${await answerFor(browser)}&code=other`), 400);
    expect((await browser.get('/')).status).to.equal(303);
  });

  it('abuse 45, 53: counts once: a second time it is refused, also after a sign-out', async () => {
    const browser = new Browser(rogue.app.url);
    const answer = await answerFor(browser);
    expect((await browser.get(answer)).status).to.equal(303);
    await browser.post('/logout');
    await expectNoAnswer(browser, answer);
  });

  it('abuse 53: a code used before is refused by the provider, with 401 as the state is good', async () => {
    await signInAt(rogue.app.url);
    const used = rogue.provider.last.get('/token')?.parameters.get('code') ?? '';
    expect(used).to.have.length.above(10);
    const browser = new Browser(rogue.app.url);
    rogue.provider.lies = { answer: { code: used } };
    expectRefusal(rogue.app, await browser.get(await answerFor(browser)), 401);
    expect((await browser.get('/')).status).to.equal(303);
  });

  it('abuse 53, 56: an attacker’s answer is refused in every other browser, whether or not that is signing in', async () => {
    rogue.provider.person = { sub: 'mallory', name: 'Mallory' };
    const answer = await answerFor(new Browser(rogue.app.url));
    await expectNoAnswer(new Browser(rogue.app.url), answer);
    const victim = new Browser(rogue.app.url);
    await answerFor(victim);
    await expectNoAnswer(victim, answer);
  });

  // 303 to the dashboard instead of 400: a second tab gets this, too, when its user has signed in with the first one.
  it('abuse 45, 56: changes nothing for a user who is signed in already', async () => {
    const ada = await signInAt(rogue.app.url);
    rogue.provider.person = { sub: 'mallory', name: 'Mallory' };
    const answer = await answerFor(new Browser(rogue.app.url));
    const before = await sessions();
    const asked = rogue.provider.asked.length;
    for (const path of [
      answer,
      `${CALLBACK}?code=x`,
      `${CALLBACK}?error=access_denied&state=x`,
      `${CALLBACK}?error=server_error&state=x`,
    ]) {
      const page = await ada.get(path);
      expect([page.status, page.location]).to.deep.equal([303, `${rogue.app.url}/`]);
    }
    expect(await sessions()).to.deep.equal(before);
    expect(rogue.provider.asked, 'the code was not even tried').to.have.length(asked);
    expect((await ada.get('/')).text)
      .to.contain('Ada')
      .and.not.contain('Mallory');
  });
});
