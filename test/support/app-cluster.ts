import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { SETTING_NAMES } from '../../src/env';
import { Browser } from './browser';

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

/** A browser that uses each connection once: one that idles may be closed at the moment of its next request. */
export class NewConnections extends Browser {
  override request(...[method, address, { body, headers }]: Parameters<Browser['request']>) {
    return super.request(method, address, { ...(body && { body }), headers: { ...headers, Connection: 'close' } });
  }
}
