import { expect } from 'chai';
import { until } from '../support/app-process';
import { FakedClock } from '../support/faked-clock';
import { requireFaultTools } from '../support/fault-tools';
import { Household } from '../support/faulty-household';
import { type Stored, storedIn } from '../support/stored';

const HOUR = 3600;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;

describe('a clock that jumps', function () {
  this.timeout(60_000);
  let household: Household;
  let clock: FakedClock;
  let before: Stored;
  beforeEach(async () => {
    requireFaultTools('faketime');
    clock = new FakedClock();
    household = await Household.begin();
    before = storedIn(household.dataDir);
  });
  afterEach(async () => {
    await household?.end();
    clock?.remove();
  });

  const isSignedIn = async () => (await household.grace.get('/settings')).status === 200;
  /** Node dates its answers by a clock that it looks at every second. */
  const appsClockIs = (seconds: number) =>
    until(async () => {
      const told = Date.parse((await household.grace.get('/health/live')).headers.get('Date') ?? '');
      return Math.abs((told - Date.now()) / 1000 - seconds) < 60;
    });

  for (const [where, seconds] of [
    ['a day ahead', DAY + HOUR / 2],
    ['a day back', -DAY - HOUR / 2],
  ] as const) {
    it(`abuse 82: started ${where} and put right while it runs, the app has deleted nothing and signed out nobody`, async () => {
      clock.set(seconds);
      await household.restart(clock.env);
      await appsClockIs(seconds);
      expect(await isSignedIn(), 'while the clock is wrong').to.equal(true);
      expect(storedIn(household.dataDir)).to.deep.equal(before);
      clock.set(0);
      await appsClockIs(0);
      expect(await isSignedIn(), 'when it is put right').to.equal(true);
      await household.expectSound();
      await household.expectRecognition();
    });

    it(`abuse 82: put ${where} while it runs, and right again, the app has deleted nothing and signed out nobody`, async () => {
      await household.restart(clock.env);
      clock.set(seconds);
      await appsClockIs(seconds);
      expect(await isSignedIn(), 'while the clock is wrong').to.equal(true);
      // It may have expired, but it isn't deleted.
      expect((await household.grace.get(household.shown)).status).to.equal(seconds > 0 ? 404 : 200);
      expect(storedIn(household.dataDir)).to.deep.equal(before);
      clock.set(0);
      expect(await isSignedIn(), 'when it is put right').to.equal(true);
      await household.expectSound();
    });
  }

  it('abuse 82: a session that was used while the clock was wrong ends a month after its sign-in all the same', async () => {
    await household.restart(clock.env);
    for (const seconds of [DAY, -DAY]) {
      clock.set(seconds);
      expect(await isSignedIn()).to.equal(true);
    }
    clock.set(MONTH + DAY);
    expect(await isSignedIn()).to.equal(false);
  });
});
