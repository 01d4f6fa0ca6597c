import { expect } from 'chai';
import { TrustedClock } from '../../src/concurrency/schedule';
import { atAnotherTime } from '../support/clock';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('TrustedClock', () => {
  it('trusts a clock that keeps pace with the time', () => {
    const begun = Date.now();
    const clock = new TrustedClock();
    for (let look = 0; look < 3; look++) expect(clock.past()).to.be.within(begun, Date.now());
  });

  it('lets nothing expire early when the clock jumps a day ahead, until it has stayed there', async () => {
    const clock = new TrustedClock();
    await atAnotherTime(DAY_MS, async () => {
      expect(clock.past()).to.be.below(Date.now() - DAY_MS);
      expect(clock.past(), 'at the next look').to.be.at.least(Date.now() - 1000);
    });
    expect(clock.past(), 'put right').to.be.below(Date.now());
    expect(clock.past()).to.be.at.least(Date.now() - 1000);
  });

  it('lets nothing expire early when it jumps back, either', async () => {
    const clock = new TrustedClock();
    await atAnotherTime(-DAY_MS, async () => expect(clock.past()).to.be.below(Date.now() - DAY_MS));
  });
});
