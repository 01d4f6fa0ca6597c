import { expect } from 'chai';
import { Browser } from '../support/browser';
import { atAnotherTime } from '../support/clock';
import { expectRefusal } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, type Lies, signInAt } from '../support/rogue-provider';

describe('keys that the provider has changed', () => {
  const rogue = setUpRogueApp();

  const timesAsked = () => rogue.provider.timesAsked('/jwks');
  /** The statuses of several sign-ins at once. */
  const signIns = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const browser = new Browser(rogue.app.url);
        return (await browser.get(await answerFor(browser))).status;
      }),
    );

  it('abuse 52: are fetched once and then work, even right after the old ones were fetched', async () => {
    await signInAt(rogue.app.url);
    const before = timesAsked();
    rogue.provider.rotateKeys();
    await signInAt(rogue.app.url);
    await signInAt(rogue.app.url);
    expect(timesAsked()).to.equal(before + 1);
  });

  it('abuse 52: work for everyone who signs in at the same time', async () => {
    rogue.provider.rotateKeys();
    expect(await signIns(12)).to.deep.equal(Array(12).fill(303));
  });

  it('abuse 52: end the old ones', async () => {
    const old = rogue.provider.key;
    rogue.provider.rotateKeys();
    await signInAt(rogue.app.url);
    const current = rogue.provider.key;
    rogue.provider.key = old;
    rogue.provider.lies = { keys: [] };
    const browser = new Browser(rogue.app.url);
    expectRefusal(rogue.app, await browser.get(await answerFor(browser)), 401);
    rogue.provider.key = current;
  });

  it('abuse 52: that nobody has published cause no flood of requests, and end no sign-in with the known ones', () =>
    atAnotherTime(3_600_000, async () => {
      await signInAt(rogue.app.url);
      const before = timesAsked();
      for (let times = 0; times < 15; times += 1) {
        rogue.provider.lies = { header: { kid: `garbage ${times}` } };
        expect(await signIns(2)).to.deep.equal([401, 401]);
      }
      expect(timesAsked() - before).to.be.within(1, 10);
      rogue.provider.lies = {};
      await signInAt(rogue.app.url);
    }));

  it('abuse 82: are fetched after the clock has jumped a day either way', async () => {
    await signInAt(rogue.app.url);
    for (const days of [1, -1]) {
      rogue.provider.rotateKeys();
      await atAnotherTime(days * 24 * 3_600_000, () => signInAt(rogue.app.url));
    }
  });

  const useless: Array<[what: string, lies: Lies, status: number]> = [
    ['as a 500', { status: { '/jwks': 500 } }, 503],
    ['as a 404', { status: { '/jwks': 404 } }, 401],
    ['as a redirect', { status: { '/jwks': 302 } }, 503],
    ['as a page', { keys: '<html>' }, 503],
    ['as none', { keys: [] }, 401],
  ];
  useless.forEach(([what, lies, status], hours) => {
    it(`abuse 61: that come ${what} are reported as the provider’s fault, and fetched again`, () =>
      atAnotherTime((hours + 1) * 3_600_000, async () => {
        rogue.provider.rotateKeys();
        rogue.provider.lies = lies;
        const browser = new Browser(rogue.app.url);
        expectRefusal(rogue.app, await browser.get(await answerFor(browser)), status);
        rogue.provider.lies = {};
        await signInAt(rogue.app.url);
      }));
  });
});
