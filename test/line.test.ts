import { expect } from 'chai';
import { Line } from '../src/line';
import { rejection } from './support/rejection';

const never = new AbortController().signal;

/** Work that lasts until it is told to end. */
function work() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, run: () => ended };
}

describe('Line', () => {
  it('keeps the places of those who wait when one who was refused leaves', async () => {
    const line = new Line(1);
    const [first, leaver] = [work(), new AbortController()];
    const inside = line.take(never, first.run);
    const refused = rejection(line.take(leaver.signal, async () => 'refused'));
    const closed = line.close(new Error('closed'));
    const waiting = line.take(never, async () => 'its turn');
    leaver.abort();
    first.end();
    expect([(await refused).message, await waiting]).to.deep.equal(['closed', 'its turn']);
    await Promise.all([inside, closed]);
  });
});
