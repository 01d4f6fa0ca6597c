import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { median } from './statistics';

const program = path.join(__dirname, 'engines.ts');

async function startEngine(what: string, photo: string, threads: number): Promise<ChildProcess> {
  const child = fork(program, [what, photo, String(threads)], { execArgv: ['-r', 'ts-node/register/transpile-only'] });
  await answerOf(child);
  return child;
}

/** Waits for the next message of a child. @throws when it ends instead */
async function answerOf(child: ChildProcess): Promise<number> {
  const listening = new AbortController();
  const ended = once(child, 'exit', { signal: listening.signal }).then(([code]) => {
    throw new Error(`An engine ended with ${code}.`);
  });
  const answered = once(child, 'message', { signal: listening.signal });
  const [answer] = await Promise.race([answered, ended]);
  ended.catch(() => {}); // aborted below
  listening.abort();
  return answer;
}

/**
 * Measures the median time of each engine on one photo, in ms. They take turns, so that a busy moment of the machine
 * affects all of them.
 */
export async function inTurns<Name extends string>(
  names: readonly Name[],
  photo: string,
  threads: number,
  rounds: number,
): Promise<Record<Name, number>> {
  const engines = await Promise.all(
    names.map(async (name) => ({ name, child: await startEngine(name, photo, threads), times: [] as number[] })),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { child, times } of engines) {
      child.send('run');
      times.push(await answerOf(child));
    }
  }
  for (const { child } of engines) child.kill();
  return Object.fromEntries(engines.map(({ name, times }) => [name, median(times)])) as Record<Name, number>;
}
