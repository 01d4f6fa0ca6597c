import { expect } from 'chai';
import { FairQueue } from '../../src/concurrency/fair-queue';
import { rejection } from '../support/rejection';

const TURNS = ['a1', 'a2', 'b1', 'a3', 'c1', 'a4', 'b2'];
const never = new AbortController().signal;

/** Work that lasts until it is told to end. */
function work() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, run: () => ended };
}

describe('Line', () => {
  it('keeps the places of those who wait when one who was refused leaves', async () => {
    const line = new FairQueue(1);
    const [first, leaver] = [work(), new AbortController()];
    const inside = line.run(never, first.run);
    const refused = rejection(line.run(leaver.signal, async () => 'refused'));
    const closed = line.close(new Error('closed'));
    const waiting = line.run(never, async () => 'its turn');
    leaver.abort();
    first.end();
    expect([(await refused).message, await waiting]).to.deep.equal(['closed', 'its turn']);
    await Promise.all([inside, closed]);
  });

  it('lets owners in by turns, however much one of them wants', async () => {
    const line = new FairQueue(2);
    const begun: string[] = [];
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((name) => ({ name, ...work() }));
    const begin = ({ name, run }: (typeof all)[number]) => {
      begun.push(name);
      return run();
    };
    const done = all.map((each) => line.run(never, () => begin(each), each.name[0]));
    for (const expected of TURNS) {
      const next = all.find(({ name }) => name === expected);
      next?.end();
      await done[all.indexOf(next ?? all[0])];
    }
    expect(begun).to.deep.equal(TURNS);
  });
});
