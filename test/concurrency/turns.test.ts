import { expect } from 'chai';
import { inTurns, Turns } from '../../src/concurrency/turns';

/** Holds the thread. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('turns', () => {
  it('lets a timer run in the midst of long work', async () => {
    let fired = false;
    setTimeout(() => (fired = true), 1);
    let worked = 0;
    for await (const each of inTurns(Array.from({ length: 1000 }, () => 1))) {
      work(each);
      worked++;
      if (fired) break;
    }
    expect([fired, worked < 1000]).to.deep.equal([true, true]);
  });

  it('doesn’t wait in short work', async () => {
    let isLater = false;
    const turns = new Turns();
    setImmediate(() => (isLater = true));
    await turns.next();
    expect([turns.isOver, isLater]).to.deep.equal([false, false]);
  });

  it('lets one piece of work go on at a time, however many wait', async () => {
    const begun: number[] = [];
    let loops = 0;
    let isDone = false;
    const count = () => {
      loops++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const turns = new Turns();
        work(15);
        await turns.next();
        begun.push(loops);
      }),
    );
    isDone = true;
    expect(new Set(begun).size).to.equal(5);
  });

  it('ends work that is stopped, at the end of a turn', async () => {
    const stop = new AbortController();
    const turns = new Turns(stop.signal);
    stop.abort(new Error('Enough.'));
    await turns.next();
    work(15);
    expect(turns.isOver).to.equal(true);
    expect(await turns.next().catch(({ message }: Error) => message)).to.equal('Enough.');
  });
});
