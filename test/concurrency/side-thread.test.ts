import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { programBeside, SideThreads } from '../../src/concurrency/side-thread';
import { temporaryFolder, until } from '../support/app-process';
import { rejection } from '../support/rejection';

const here = path.join(__dirname, '..', 'support', 'here.ts');
const odd = programBeside<typeof import('../support/odd-program.js').default>(here, 'odd-program');
const other = programBeside<typeof import('../support/odd-program.js').default>(here, 'other-odd-program');

describe('SideThreads', () => {
  let threads: SideThreads;
  beforeEach(() => {
    threads = new SideThreads(pino({ level: 'silent' }));
  });
  afterEach(() => threads.close());

  it('run a program outside the main thread, and give its result', async () => {
    const { isMainThread, threadId } = await threads.run(odd, 'fine');
    expect(isMainThread).to.equal(false);
    expect((await threads.run(odd, 'fine')).threadId, 'the thread is used again').to.equal(threadId);
  });

  it('give back the faults that a program throws', async () => {
    expect(await rejection(threads.run(odd, 'refuse'))).to.include({ status: 422, id: 'photo_damaged' });
  });

  for (const what of ['throw', 'exit', 'eat']) {
    it(`fail that piece of work alone, with 503, when a program is told to ${what}`, async () => {
      const neighbor = threads.run(other, 'wait 300');
      expect(await rejection(threads.run(odd, what))).to.include({ status: 503, id: 'work_failed' });
      await neighbor;
      for (let i = 0; i < 3; i++) await threads.run(odd, 'fine');
    });
  }

  it('end a program that nobody waits for any more, wherever it is', async () => {
    const { threadId } = await threads.run(odd, 'fine');
    const leaving = new AbortController();
    const folder = temporaryFolder();
    const begun = path.join(folder, 'begun');
    const hanging = threads.run(odd, `hang ${begun}`, { owner: 1, signal: leaving.signal });
    const waiting = threads.run(odd, 'fine', { owner: 1, signal: leaving.signal });
    await until(() => existsSync(begun));
    rmSync(folder, { recursive: true });
    leaving.abort(new Error('left'));
    for (const each of [hanging, waiting]) expect((await rejection(each)).message).to.equal('left');
    expect((await threads.run(odd, 'fine', { owner: 1 })).threadId).to.not.equal(threadId);
    expect((await rejection(threads.run(odd, 'fine', { signal: leaving.signal }))).message).to.equal('left');
  });

  it('end a program that takes too long', async () => {
    expect(await rejection(threads.run(odd, 'hang', { maxMs: 100 }))).to.include({ id: 'work_failed' });
    await threads.run(odd, 'fine');
  });

  it('let no program have all of them, and no owner two pieces of work at once', async () => {
    const order: string[] = [];
    const run = (program: typeof odd, name: string, owner: number, what = 'wait 200') =>
      threads.run(program, what, { owner }).then(() => void order.push(name));
    await Promise.all([
      run(odd, 'a1', 1, 'wait 400'),
      run(odd, 'a2', 1),
      run(odd, 'a3', 1),
      run(odd, 'b1', 2),
      run(other, 'other', 1, 'fine'),
    ]);
    expect(order.filter((each) => each !== 'other')).to.deep.equal(['a1', 'b1', 'a2', 'a3']);
    expect(order.at(-1), 'the other program has not waited for all of them').to.not.equal('other');
  });

  it('end what runs when the app is closed', async () => {
    const hanging = rejection(threads.run(odd, 'hang'));
    await threads.run(other, 'fine');
    await threads.close();
    expect(await hanging).to.include({ id: 'work_failed' });
  });
});
