import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openCatalog } from '../src/catalog/catalog';
import { toBytes } from '../src/catalog/descriptors';
import { until } from '../test/support/app-process';
import { type Browser, signIn } from '../test/support/browser';
import { photoForm } from '../test/support/photos';

const root = path.join(__dirname, '..');

/** A port of loopback that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** One machine plays everybody, on one address: what a single visitor may ask for is no measure of what the app can do. */
const NO_LIMITS = Object.fromEntries(
  ['RATE_PER_ADDRESS', 'RATE_PER_USER', 'RATE_SIGN_INS', 'RATE_MISSES'].map((key) => [key, '1000000']),
);

const MOST_LINES = 1000;

/** What a process prints, line by line, as it comes: what a broken app says is bounded. */
function linesOf({ stdout }: ChildProcess): string[] {
  const lines: string[] = [];
  if (stdout) createInterface(stdout).on('line', (line) => lines.length < MOST_LINES && lines.push(line));
  return lines;
}

/** The compiled app in a process of its own, as people run it, with a data folder of its own. */
export class BenchApp {
  private constructor(
    private readonly child: ChildProcess,
    readonly dataDir: string,
    readonly url: string,
    /** From the start of the process to the first answered request. */
    readonly startUpMs: number,
    /** From the start of the process until a worker has loaded its networks. */
    readonly readyMs: number,
    /** The lines of its log, for what `LOG_LEVEL` lets through: none, unless it is given. */
    readonly log: readonly string[],
  ) {}

  /** @param env what is set besides what is set here; a `PORT` of its own for whoever must know the address before */
  static async start(env: Record<string, string> = {}): Promise<BenchApp> {
    const port = env['PORT'] ?? (await freePort());
    const dataDir = mkdtempSync(path.join(tmpdir(), 'bench-'));
    const url = `http://localhost:${port}`;
    const started = performance.now();
    const child = fork(path.join(root, 'dist', 'server.js'), {
      cwd: dataDir,
      execArgv: ['-r', path.join(__dirname, 'loop-probe.js')],
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

  signIn(name: string): Promise<Browser> {
    return signIn(this.url, name);
  }

  /** Resident memory now and at its highest so far, in MB. Linux only. */
  memory(): { now: number; peak: number } {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const read = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { now: read('VmRSS'), peak: read('VmHWM') };
  }

  /** How many files, sockets and pipes are open. Linux only. */
  descriptors(): number {
    return readdirSync(`/proc/${this.child.pid}/fd`).length;
  }

  /** How long its main thread has worked since the start, and waited for a processor that others had, in ms. Linux only. */
  mainThread(): { worked: number; waited: number } {
    const [worked, waited] = readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/schedstat`, 'utf8')
      .split(' ')
      .map((ns) => Number(ns) / 1e6);
    return { worked, waited };
  }

  /** The longest delay of the event loop since it was asked last, in ms. */
  async longestLoopDelay(): Promise<number> {
    this.child.send('tell');
    for (;;) {
      const [message] = await once(this.child, 'message');
      if (typeof message.longestMs === 'number') return message.longestMs; // the app itself has something to say, too: that it is ready
    }
  }

  /** Gives a user, who has signed in, known people with random descriptors: each as far from all others as strangers are. */
  async enrolStrangers(displayName: string, count: number): Promise<void> {
    const catalog = await openCatalog(this.dataDir);
    const { galleryId } = await catalog
      .selectFrom('galleries')
      .innerJoin('users', 'users.id', 'ownerId')
      .select('galleries.id as galleryId')
      .where('displayName', '=', displayName)
      .executeTakeFirstOrThrow();
    const view = { left: 0, top: 0, width: 1, height: 1, score: 1, sharpness: null, turn: null, quality: null };
    const unknown = { sourceHash: null, pictureHash: null, quarantined: null, verdictId: null };
    await catalog.transaction().execute(async (trx) => {
      for (let i = 0; i < count; i++) {
        const name = `stranger-${galleryId}-${i}`;
        const person = await trx
          .insertInto('people')
          .values({ galleryId, name, nameKey: name, createdAt: 0, handle: name, searchKey: name, coverPhotoId: null })
          .returning('id')
          .executeTakeFirstOrThrow();
        const photo = await trx
          .insertInto('photos')
          .values({
            galleryId,
            personId: person.id,
            imageName: name,
            path: name,
            width: 1,
            height: 1,
            createdAt: 0,
            ...unknown,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const descriptor = Float32Array.from({ length: 128 }, () => Math.random() - 0.5);
        await trx
          .insertInto('faces')
          .values({ photoId: photo.id, ...view, descriptor: toBytes(descriptor) })
          .execute();
      }
    });
    await catalog.destroy();
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** One recognition as a person does it: the upload and the page of the result. @returns ms */
export async function recognize(browser: Browser, photo: Buffer): Promise<number> {
  const started = performance.now();
  const page = await browser.follow(await browser.post('/recognition', photoForm([['photo.jpg', photo]])));
  if (page.status !== 200) throw new Error(`The recognition was answered with ${page.status}: ${page.text}`);
  return performance.now() - started;
}
