import { expect } from 'chai';
import { UserSlots } from '../../src/concurrency/user-slots';
import { tooManyPhotosAtOnce } from '../../src/errors';
import { rejection } from '../support/rejection';
import { work } from '../support/work';

const GRACE = 1;
const EVE = 2;

describe('UserSlots', () => {
  it('gives one user as many places as the limit, and refuses more with its fault', async () => {
    const slots = new UserSlots(2, tooManyPhotosAtOnce);
    const all = [work(), work()];
    const done = all.map(({ run }) => slots.run(GRACE, run));
    let begun = false;
    const refused = await rejection(slots.run(GRACE, async () => (begun = true)));
    expect(refused).to.include({ status: 429, id: tooManyPhotosAtOnce().id });
    expect(begun).to.equal(false);
    for (const { end } of all) end();
    await Promise.all(done);
  });

  it('leaves the other users theirs', async () => {
    const slots = new UserSlots(1, tooManyPhotosAtOnce);
    const first = work();
    const held = slots.run(GRACE, first.run);
    expect(await slots.run(EVE, async () => 'room')).to.equal('room');
    first.end();
    await held;
  });

  it('has a place again after the work, done or failed', async () => {
    const slots = new UserSlots(1, tooManyPhotosAtOnce);
    expect(await slots.run(GRACE, async () => 'done')).to.equal('done');
    const failed = await rejection(slots.run(GRACE, () => Promise.reject(new Error('its own'))));
    expect(failed.message).to.equal('its own');
    expect(await slots.run(GRACE, async () => 'again')).to.equal('again');
  });

  it('counts each place that is taken and released by hand', () => {
    const slots = new UserSlots(2, tooManyPhotosAtOnce);
    const release = slots.acquire(GRACE);
    slots.acquire(GRACE);
    expect(() => slots.acquire(GRACE)).to.throw(tooManyPhotosAtOnce().message);
    release();
    slots.acquire(GRACE);
    expect(() => slots.acquire(GRACE)).to.throw(tooManyPhotosAtOnce().message);
  });
});
