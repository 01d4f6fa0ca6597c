import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './app-process';

/** What happens to some calls of a process: `when` is 3 for the third, 3+ for it and all that follow (strace(1), "Tampering"). */
export interface Tampering {
  /** SQLite works in the main thread, everything else with files in the one of libuv; strace counts each thread's calls apart. */
  thread: 'main' | 'files';
  call: string;
  /** `signal=KILL` before the call, or `error=ENOSPC` instead of it. */
  action: string;
  when: string;
}

const LONGEST_DETACH_MS = 1000;

const tracerOf = (pid: number, thread: string) =>
  /TracerPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))?.[1];

/** strace(1), attached to threads of a running process. */
export class Strace {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'strace-'));
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  private constructor(threads: readonly string[], { call, action, when }: Tampering) {
    const filters = ['-e', `trace=${call}`, '-e', `inject=${call}:${action}:when=${when}`];
    this.child = spawn('strace', ['-qq', '-o', this.log, ...filters, ...threads.flatMap((thread) => ['-p', thread])], {
      stdio: 'ignore',
    });
    this.closed = once(this.child, 'close');
  }

  private get log(): string {
    return path.join(this.folder, 'log');
  }

  /** Resolves when the threads are being traced. */
  static async attach(pid: number, tampering: Tampering): Promise<Strace> {
    const isMain = tampering.thread === 'main';
    const threads = readdirSync(`/proc/${pid}/task`).filter((thread) => (thread === String(pid)) === isMain);
    const strace = new Strace(threads, tampering);
    const tracer = String(strace.child.pid);
    await until(() => threads.every((thread) => tracerOf(pid, thread) === tracer));
    return strace;
  }

  /** Lets go of the process, if it is still there. @returns whether any call was tampered with by an error */
  async detach(): Promise<boolean> {
    this.child.kill('SIGTERM');
    // strace may wait forever for a thread of a killed process.
    const stuck = setTimeout(() => this.child.kill('SIGKILL'), LONGEST_DETACH_MS);
    await this.closed;
    clearTimeout(stuck);
    const hit = readFileSync(this.log, 'utf8').includes('(INJECTED)');
    rmSync(this.folder, { recursive: true });
    return hit;
  }
}
