import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SETTING_NAMES } from '../../src/env';
import { firstOf } from './elements';

const root = path.join(__dirname, '..', '..');
// Empty counts as not set, and keeps a developer's .env out.
const NOTHING_SET = Object.fromEntries(SETTING_NAMES.map((key) => [key, '']));

export const temporaryFolder = () => mkdtempSync(path.join(tmpdir(), 'familiar-faces-'));

/** Waits until a condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = net.createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Tests that run at the same time look for ports in ranges of their own: between the look and the start, another could take it. */
const PORTS_EACH = 2000;
const firstPort = 19_500 + PORTS_EACH * Number(process.env['MOCHA_WORKER_ID'] ?? 0);

/** A port that is free, as is the next one, which the local provider prefers. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * PORTS_EACH);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

/** The app as people start it: `node server.js`, with nothing set but what is given. */
export class AppProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** All that it has printed, to either stream. */
  printed = '';
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  /** @param command what starts it, in place of `node server.js` */
  constructor(
    env: Record<string, string>,
    folder = root,
    command: readonly string[] = [process.execPath, 'server.js'],
  ) {
    this.url = `http://localhost:${env['PORT']}`;
    this.child = spawn(firstOf(command), command.slice(1), {
      cwd: folder,
      env: { ...process.env, ...NOTHING_SET, LOG_LEVEL: 'silent', ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text) => (this.printed += text));
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** Starts the app. @returns it, as soon as it answers */
  static async start(env: Record<string, string>, command?: readonly string[]): Promise<AppProcess> {
    const app = new AppProcess({ PORT: String(await freePort()), RECOGNITION_WORKERS: '1', ...env }, root, command);
    const ended = app.ended.then((code) => {
      throw new Error(`The app ended with ${code}: ${app.printed}`);
    });
    await Promise.race([until(() => app.answers()), ended]);
    ended.catch(() => {});
    return app;
  }

  /** Waits until the app answers or ends. @returns its exit code or signal; undefined when it answers */
  async endedBeforeAnswering(): Promise<number | string | undefined> {
    let ended = false;
    const end = this.ended.finally(() => (ended = true));
    await Promise.race([end, until(async () => ended || (await this.answers()))]);
    return ended ? end : undefined;
  }

  async answers(): Promise<boolean> {
    return fetch(`${this.url}/health/live`)
      .then(async (answer) => (await answer.text()) === '{"status":"ok"}')
      .catch(() => false);
  }

  /** Whether the app takes new connections. */
  async listens(): Promise<boolean> {
    const socket = net.connect(Number(new URL(this.url).port), '127.0.0.1');
    const listens = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return listens;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
