import { expect } from 'chai';
import { KeyedMutex } from '../../src/concurrency/keyed-mutex';
import { rejection } from '../support/rejection';
import { settle, work } from '../support/work';

describe('KeyedMutex', () => {
  it('does the work of one key in order, one at a time', async () => {
    const mutex = new KeyedMutex();
    const all = [work(), work(), work()];
    const told: string[] = [];
    const done = all.map(({ run }, i) =>
      mutex.run(7, async () => {
        told.push(`${i} begins`);
        await run();
        told.push(`${i} ends`);
      }),
    );
    for (const { end } of all.toReversed()) end();
    await Promise.all(done);
    expect(told).to.deep.equal(['0 begins', '0 ends', '1 begins', '1 ends', '2 begins', '2 ends']);
  });

  it('makes nobody wait for another key', async () => {
    const mutex = new KeyedMutex();
    const first = work();
    const held = mutex.run(1, first.run);
    expect(await mutex.run(2, async () => 'free')).to.equal('free');
    first.end();
    await held;
  });

  it('hands back what the work returns and what it throws, and goes on after both', async () => {
    const mutex = new KeyedMutex();
    const failing = rejection(mutex.run(1, () => Promise.reject(new Error('its own'))));
    const next = mutex.run(1, async () => 'next');
    expect((await failing).message).to.equal('its own');
    expect(await next).to.equal('next');
    expect(await mutex.run(1, async () => 'again')).to.equal('again');
  });

  it('keeps the order for work that comes while the last one ends', async () => {
    const mutex = new KeyedMutex();
    const [first, second] = [work(), work()];
    const told: string[] = [];
    const done = [mutex.run(1, first.run), mutex.run(1, () => second.run().then(() => void told.push('second')))];
    first.end();
    await done[0];
    await settle();
    done.push(mutex.run(1, async () => void told.push('third')));
    await settle();
    second.end();
    await Promise.all(done);
    expect(told).to.deep.equal(['second', 'third']);
  });

  it('begins at once when the key is free', () => {
    const mutex = new KeyedMutex();
    let begun = false;
    const done = mutex.run(1, async () => {
      begun = true;
    });
    expect(begun).to.equal(true);
    return done;
  });
});
