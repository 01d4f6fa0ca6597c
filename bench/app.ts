import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../test/support/app-process';
import { type Browser, signIn } from '../test/support/browser';
import { photoForm } from '../test/support/photos';
import { memoryOf, processorMsOf, threadTimes } from './process-figures';

const root = path.join(__dirname, '..');

/** Finds a port of loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Settings without rate limits, because all clients of a benchmark have one address. */
const NO_LIMITS = Object.fromEntries(
  ['RATE_PER_ADDRESS', 'RATE_PER_USER', 'RATE_SIGN_INS', 'RATE_MISSES'].map((key) => [key, '1000000']),
);

/** Returns what Node is started with for the app. Earlier states had nothing of it. */
function flagsIn(folder: string): readonly string[] {
  const file = path.join(folder, 'start-flags.js');
  return existsSync(file) ? require(file).flags : [];
}

const MAX_LINES = 1000;

/** Collects the lines that a process prints, up to `MAX_LINES` of them. */
function linesOf({ stdout }: ChildProcess): string[] {
  const lines: string[] = [];
  if (stdout) createInterface(stdout).on('line', (line) => lines.length < MAX_LINES && lines.push(line));
  return lines;
}

/** The compiled app in its own process, as people run it, with its own data folder. */
export class BenchApp {
  private constructor(
    private readonly child: ChildProcess,
    readonly dataDir: string,
    readonly url: string,
    /** Time from the start of the process to the first answered request. */
    readonly startUpMs: number,
    /** Time from the start of the process until a worker has loaded its networks. */
    readonly readyMs: number,
    /** The lines of its log. `LOG_LEVEL` is `silent` unless another one is given. */
    readonly log: readonly string[],
  ) {}

  /**
   * Starts the app, and waits until it is ready.
   * @param env more settings; `PORT`, if the address has to be known before
   * @param folder the project's, or that of an earlier state of it
   * @throws when the app ends instead
   */
  static async start(env: Record<string, string> = {}, folder = root): Promise<BenchApp> {
    const port = env['PORT'] ?? (await freePort());
    const dataDir = mkdtempSync(path.join(tmpdir(), 'bench-'));
    const url = `http://localhost:${port}`;
    const started = performance.now();
    const child = fork(path.join(folder, 'dist', 'server.js'), {
      cwd: dataDir,
      execArgv: [...flagsIn(folder), '-r', path.join(__dirname, 'loop-probe.js')],
      env: {
        ...process.env,
        NODE_ENV: 'development',
        PORT: String(port),
        DATA_DIR: dataDir,
        LOG_LEVEL: 'silent',
        ...NO_LIMITS,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    const log = linesOf(child);
    const live = async () => (await fetch(`${url}/health/live`)).ok;
    while (!(await live().catch(() => false))) {
      if (child.exitCode !== null) throw new Error(`The app ended with ${child.exitCode}.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const startUpMs = performance.now() - started;
    await until(async () => (await fetch(`${url}/health/ready`)).ok);
    return new BenchApp(child, dataDir, url, startUpMs, performance.now() - started, log);
  }

  /** Signs a user in at the local provider. */
  signIn(name: string): Promise<Browser> {
    return signIn(this.url, name);
  }

  /** Returns the processor time that the app and its workers have taken, in ms. Linux only. */
  processorMs(): number {
    return processorMsOf(this.pid);
  }

  /**
   * Returns the resident memory of the app and its workers, in MB: now, where what they share counts once (PSS), and of each at its own peak. Linux only.
   */
  memory(): { now: number; peak: number } {
    return memoryOf(this.pid);
  }

  /** Returns how many files, sockets and pipes are open. Linux only. */
  descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Returns how long the main thread has worked since the start, and has waited for a processor, in ms. Linux only. */
  mainThread(): { worked: number; waited: number } {
    return threadTimes(this.pid, this.pid);
  }

  private get pid(): number {
    return this.child.pid ?? Number.NaN;
  }

  /** Returns the longest delay of the event loop since the last call of this or of `statements`, in ms. */
  async longestLoopDelay(): Promise<number> {
    return (await this.probed()).longestMs;
  }

  /** Returns how many statements the database ran since the last call of this or of `longestLoopDelay`. */
  async statements(): Promise<number> {
    return (await this.probed()).statements;
  }

  private async probed(): Promise<{ longestMs: number; statements: number }> {
    this.child.send('tell');
    for (;;) {
      const [message] = await once(this.child, 'message');
      if (typeof message.longestMs === 'number') return message; // the app sends a message of its own when it is ready
    }
  }

  /** Stops the app and removes its data folder. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Does one recognition as a user does it: uploads the photo and loads the page of the result. @returns ms */
export async function recognize(browser: Browser, photo: Buffer): Promise<number> {
  const started = performance.now();
  const page = await browser.follow(await browser.post('/recognition', photoForm([['photo.jpg', photo]])));
  if (page.status !== 200) throw new Error(`The recognition was answered with ${page.status}: ${page.text}`);
  return performance.now() - started;
}
