import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { median } from './statistics';

const engines = path.join(__dirname, 'engines.ts');

async function startEngine(what: string, photo: string, threads: number): Promise<ChildProcess> {
  const child = fork(engines, [what, photo, String(threads)], { execArgv: ['-r', 'ts-node/register/transpile-only'] });
  await answerOf(child);
  return child;
}

/** The next message of a child. @throws when it ends instead */
async function answerOf(child: ChildProcess): Promise<number> {
  const waiting = new AbortController();
  const ended = once(child, 'exit', { signal: waiting.signal }).then(([code]) => {
    throw new Error(`An engine ended with ${code}.`);
  });
  const answered = once(child, 'message', { signal: waiting.signal });
  const [answer] = await Promise.race([answered, ended]);
  ended.catch(() => {}); // the loser
  waiting.abort();
  return answer;
}

/** The median time of each engine on one photo, in ms: they take turns, so that a busy moment of the machine hits all alike. */
export async function inTurns<Name extends string>(
  names: readonly Name[],
  photo: string,
  threads: number,
  rounds: number,
): Promise<Record<Name, number>> {
  const children = await Promise.all(names.map((name) => startEngine(name, photo, threads)));
  const times = names.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, child] of children.entries()) {
      child.send('run');
      times[i].push(await answerOf(child));
    }
  }
  for (const child of children) child.kill();
  return Object.fromEntries(names.map((name, i) => [name, median(times[i])])) as Record<Name, number>;
}
