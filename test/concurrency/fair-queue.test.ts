import { expect } from 'chai';
import { FairQueue } from '../../src/concurrency/fair-queue';
import { elementAt } from '../support/elements';
import { rejection } from '../support/rejection';
import { settle, work } from '../support/work';

const TURNS = ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'];
const never = new AbortController().signal;

describe('FairQueue', () => {
  it('lets no more work at a time than its limit, and the others in the order in which they came', async () => {
    const queue = new FairQueue(2);
    const begun: number[] = [];
    const all = Array.from({ length: 5 }, work);
    const begin = (i: number) => {
      begun.push(i);
      return elementAt(all, i).run();
    };
    const done = all.map((_, i) => queue.run(never, () => begin(i)));
    await settle();
    expect(begun).to.deep.equal([0, 1]);
    elementAt(all, 1).end();
    await done[1];
    expect(begun).to.deep.equal([0, 1, 2]);
    elementAt(all, 2).end();
    await done[2];
    expect(begun).to.deep.equal([0, 1, 2, 3]);
    for (const { end } of all) end();
    await Promise.all(done);
    expect(begun).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it('hands back what the work returns and what it throws, and gives its place to the next either way', async () => {
    const queue = new FairQueue(1);
    const failing = rejection(queue.run(never, () => Promise.reject(new Error('its own'))));
    const next = queue.run(never, async () => 'done');
    expect((await failing).message).to.equal('its own');
    expect(await next).to.equal('done');
    expect(await queue.run(never, async () => 'again')).to.equal('again');
  });

  it('never begins work whose signal aborts while it waits, rejects with the reason, and keeps the places of the others', async () => {
    const queue = new FairQueue(1);
    const [first, leaver] = [work(), new AbortController()];
    const begun: string[] = [];
    const inside = queue.run(never, first.run);
    const left = rejection(queue.run(leaver.signal, async () => begun.push('left')));
    const after = ['b', 'c'].map((name) => queue.run(never, async () => begun.push(name)));
    leaver.abort(new Error('gone'));
    expect((await left).message).to.equal('gone');
    first.end();
    await Promise.all([inside, ...after]);
    expect(begun).to.deep.equal(['b', 'c']);
  });

  it('refuses work whose signal has aborted already, even if there is room', async () => {
    const queue = new FairQueue(1);
    let begun = false;
    const gone = AbortSignal.abort(new Error('gone'));
    expect((await rejection(queue.run(gone, async () => (begun = true)))).message).to.equal('gone');
    expect(begun).to.equal(false);
    expect(await queue.run(never, async () => 'room')).to.equal('room');
  });

  it('lets running work end when its signal aborts, and keeps the places of those who wait', async () => {
    const queue = new FairQueue(1);
    const [first, second, leaver] = [work(), work(), new AbortController()];
    const inside = queue.run(never, first.run);
    const left = queue.run(leaver.signal, () => second.run().then(() => 'done'));
    const next = queue.run(never, async () => 'next');
    first.end();
    await inside;
    await settle();
    leaver.abort();
    second.end();
    expect(await Promise.all([left, next])).to.deep.equal(['done', 'next']);
  });

  it('takes owners in turn, however much one of them wants', async () => {
    const queue = new FairQueue(2);
    const begun: string[] = [];
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((name) => ({ name, ...work() }));
    const begin = ({ name, run }: (typeof all)[number]) => {
      begun.push(name);
      return run();
    };
    const done = all.map((each) => queue.run(never, () => begin(each), each.name[0]));
    for (const expected of TURNS) {
      const next = all.findIndex(({ name }) => name === expected);
      elementAt(all, next).end();
      await elementAt(done, next);
    }
    expect(begun).to.deep.equal(TURNS);
  });

  it('takes whoever has waited longest for a turn, also with one place', async () => {
    const queue = new FairQueue(1);
    const begun: string[] = [];
    const names = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2', 'c2'];
    const all = names.map((name) => queue.run(never, async () => begun.push(name), name[0]));
    await Promise.all(all);
    expect(begun).to.deep.equal(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3']);
  });

  it('lets nobody starve one who waits by coming back at once', async () => {
    const queue = new FairQueue(1);
    const begun: string[] = [];
    const comeBack = async (owner: string) => {
      for (let turn = 0; turn < 5; turn++) await queue.run(never, async () => begun.push(owner), owner);
    };
    const flood = ['a', 'a', 'a'].map((owner) => queue.run(never, async () => begun.push(owner), owner));
    await Promise.all([...flood, comeBack('b'), comeBack('c')]);
    expect(begun.slice(0, 9).filter((owner) => owner === 'a')).to.have.length(3);
  });

  it('gives one owner no more places to wait than a share, and refuses the rest', async () => {
    const queue = new FairQueue(1, { places: 5, share: 2, full: () => new Error('full') });
    const first = work();
    const inside = queue.run(never, first.run, 'a');
    const waiting = [1, 2].map(() => queue.run(never, async () => 'done', 'a'));
    expect([queue.hasRoomFor('a'), queue.hasRoomFor('b')]).to.deep.equal([false, true]);
    expect((await rejection(queue.run(never, async () => 'never', 'a'))).message).to.equal('full');
    first.end();
    await Promise.all([inside, ...waiting]);
    expect(queue.hasRoomFor('a')).to.equal(true);
  });

  it('takes the newest place of whoever has most for somebody who has less, when all are taken', async () => {
    const queue = new FairQueue(1, { places: 3, share: 3, full: () => new Error('full') });
    const first = work();
    const inside = queue.run(never, first.run, 'a');
    const a2 = queue.run(never, async () => 'a2', 'a');
    const a3 = rejection(queue.run(never, async () => 'a3', 'a'));
    const b1 = queue.run(never, async () => 'b1', 'b');
    expect(queue.hasRoomFor('a'), 'one who has most').to.equal(false);
    const c1 = queue.run(never, async () => 'c1', 'c');
    expect((await a3).message).to.equal('full');
    expect(queue.hasRoomFor('b'), 'one who would then have as many').to.equal(false);
    first.end();
    expect(await Promise.all([a2, b1, c1])).to.deep.equal(['a2', 'b1', 'c1']);
    await inside;
  });

  it('takes the longest waiting when all who wait have work running', async () => {
    const queue = new FairQueue(2);
    const [first, second] = [work(), work()];
    const inside = [first, second].map(({ run }) => queue.run(never, run, 'a'));
    const begun: number[] = [];
    const waiting = [1, 2].map((i) => queue.run(never, async () => begun.push(i), 'a'));
    first.end();
    await Promise.all(waiting);
    expect(begun).to.deep.equal([1, 2]);
    second.end();
    await Promise.all(inside);
  });

  it('refuses all who wait when it closes, and waits for running work', async () => {
    const queue = new FairQueue(2);
    const [first, second] = [work(), work()];
    const inside = [first, second].map(({ run }) => queue.run(never, run));
    const waiting = [1, 2].map(() => rejection(queue.run(never, async () => 'never')));
    let closed = false;
    const closing = queue.close(new Error('closed')).then(() => (closed = true));
    expect((await Promise.all(waiting)).map(({ message }) => message)).to.deep.equal(['closed', 'closed']);
    first.end();
    await settle();
    expect(closed, 'with one inside').to.equal(false);
    second.end();
    await Promise.all([...inside, closing]);
    expect(closed).to.equal(true);
  });

  it('closes at once when it is empty', () => new FairQueue(1).close(new Error('closed')));

  it('keeps the places of those who wait when one who was refused leaves', async () => {
    const queue = new FairQueue(1);
    const [first, leaver] = [work(), new AbortController()];
    const inside = queue.run(never, first.run);
    const refused = rejection(queue.run(leaver.signal, async () => 'refused'));
    const closed = queue.close(new Error('closed'));
    const waiting = queue.run(never, async () => 'its turn');
    leaver.abort();
    first.end();
    expect([(await refused).message, await waiting]).to.deep.equal(['closed', 'its turn']);
    await Promise.all([inside, closed]);
  });
});
