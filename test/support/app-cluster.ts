import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SETTING_NAMES } from '../../src/env';
import { Browser, type Page } from './browser';

const root = path.join(__dirname, '..', '..');
const NOTHING_SET = Object.fromEntries(SETTING_NAMES.map((key) => [key, '']));

/** Several processes of the compiled app behind one port. */
export class AppCluster {
  private constructor(private readonly primary: ChildProcess) {}

  static async start(env: Record<string, string>, processes = 2): Promise<AppCluster> {
    const primary = fork(
      path.join(__dirname, 'cluster-primary.js'),
      [path.join(root, 'dist', 'server.js'), String(processes)],
      {
        cwd: root,
        silent: true,
        env: { ...process.env, ...NOTHING_SET, LOG_LEVEL: 'silent', ...env, PROCESSES: String(processes) },
      },
    );
    for (const stream of [primary.stdout, primary.stderr]) stream?.resume();
    const cluster = new AppCluster(primary);
    await cluster.do('start');
    return cluster;
  }

  /** Starts what is missing; restarts one after the other; kills one with SIGKILL; ends all in order. @returns exit codes or signals */
  async do(deed: 'start' | 'reload' | 'kill' | 'end'): Promise<unknown> {
    const answered = once(this.primary, 'message');
    this.primary.send({ deed });
    const [{ result }] = (await answered) as [{ result?: { error?: string } }];
    if (result?.error) throw new Error(result.error);
    return result;
  }

  async close(): Promise<void> {
    if (this.primary.exitCode !== null) return;
    const ended = once(this.primary, 'exit');
    this.primary.kill('SIGKILL'); // its processes end as they lose it
    await ended;
  }
}

/** The primary keeps a connection that it was just handing to a process that is killed: nobody ever answers it. */
const PATIENCE_MS = 20_000;

/** A browser that uses each connection once: one that idles may be closed at the moment of its next request. It gives up on one without an answer. */
export class NewConnections extends Browser {
  override async request(...[method, address, { body, headers }]: Parameters<Browser['request']>): Promise<Page> {
    const late = new AbortController();
    const answered = super.request(method, address, {
      ...(body && { body }),
      headers: { ...headers, Connection: 'close' },
    });
    const given = setTimeout(PATIENCE_MS, undefined, { signal: late.signal, ref: false }).then(() => {
      throw new TypeError('There was no answer.'); // as when a connection breaks
    });
    try {
      return await Promise.race([answered, given]);
    } finally {
      late.abort();
      for (const each of [answered, given]) each.catch(() => undefined);
    }
  }
}
