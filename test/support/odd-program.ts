// A program for side threads that does as it is told, for their tests.
import { writeFileSync } from 'node:fs';
import { isMainThread, threadId } from 'node:worker_threads';
import { sideProgram } from '../../src/concurrency/side-program';
import { photoDamaged } from '../../src/errors';

const forever = new Int32Array(new SharedArrayBuffer(4));

function eatMemory(): never {
  const eaten: number[][] = [];
  for (;;) eaten.push(new Array(4_000_000).fill(eaten.length));
}

export default sideProgram(async (what: string) => {
  const [deed, argument] = what.split(' ');
  if (deed === 'refuse') throw photoDamaged();
  if (deed === 'throw') throw new Error('thrown');
  if (deed === 'exit') process.exit(3);
  if (deed === 'hang') {
    if (argument) writeFileSync(argument, 'begun');
    Atomics.wait(forever, 0, 0);
  }
  if (deed === 'eat') eatMemory();
  if (deed === 'wait') await new Promise((resolve) => setTimeout(resolve, Number(argument)));
  return { isMainThread, threadId, at: Date.now() };
});
