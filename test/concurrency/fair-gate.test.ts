import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { FairGate } from '../../src/concurrency/fair-gate';
import { tooManyAtOnce } from '../../src/errors';
import { rejection } from '../support/rejection';

const never = new AbortController().signal;

describe('FairGate', () => {
  const gateOf = (atOnce: number, waiting = 10, waitMs = 60_000) =>
    new FairGate({ atOnce, waiting, waitMs }, tooManyAtOnce);

  it('lets a few tasks of one owner run, and the next one in when one has ended', async () => {
    const gate = gateOf(2);
    const ends = await Promise.all([gate.enter('ada', never), gate.enter('ada', never)]);
    let entered = false;
    const third = gate.enter('ada', never).finally(() => (entered = true));
    for (let turns = 0; turns < 10; turns++) await turn();
    expect(entered).to.equal(false);
    ends[0]?.();
    (await third)();
  });

  it('takes turns between owners, however many tasks one of them has', async () => {
    const gate = gateOf(100);
    const order: string[] = [];
    const enter = (owner: string) => gate.enter(owner, never).then(() => order.push(owner));
    await Promise.all([...Array.from({ length: 5 }, () => enter('eve')), enter('ada'), enter('bea')]);
    expect(order).to.deep.equal(['eve', 'ada', 'bea', 'eve', 'eve', 'eve', 'eve']);
  });

  it('lets the event loop turn between two beginnings', async () => {
    const gate = gateOf(100);
    const order: string[] = [];
    const enter = () => gate.enter('ada', never).then(() => order.push('begun'));
    const all = [enter(), enter(), enter()];
    for (let turns = 0; turns < 3; turns++) {
      await turn();
      order.push('turned');
    }
    await Promise.all(all);
    expect(order).to.deep.equal(['begun', 'turned', 'begun', 'turned', 'begun', 'turned']);
  });

  it('refuses more than may wait, and those who have waited too long', async () => {
    const gate = gateOf(1, 1, 20);
    const end = await gate.enter('eve', never);
    const second = rejection(gate.enter('eve', never));
    expect(await rejection(gate.enter('eve', never))).to.include({ id: 'too_many_at_once' });
    expect(await second).to.include({ id: 'too_many_at_once' });
    (await gate.enter('ada', never))();
    end();
    (await gate.enter('eve', never))();
  });

  it('forgets who leaves while waiting', async () => {
    const gate = gateOf(1);
    const end = await gate.enter('ada', never);
    const leaving = new AbortController();
    const left = rejection(gate.enter('ada', leaving.signal));
    const next = gate.enter('ada', never);
    leaving.abort(new Error('left'));
    expect(await left).to.include({ message: 'left' });
    expect(await rejection(gate.enter('ada', leaving.signal))).to.include({ message: 'left' });
    end();
    (await next)();
  });
});
