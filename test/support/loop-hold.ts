import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UNLIMITED } from './app';
import { AppProcess, temporaryFolder } from './app-process';

/** The longest that nobody else may be served, in milliseconds, on a machine that does other work too. */
export const MAX_HOLD_MS = 250;
/** Longer than the meter's tick. */
const LAST_TICK_MS = 50;

/** The app as people start it, but without limits on requests, in a process of its own, with a meter of how long its event loop is held. */
export class WatchedApp {
  private constructor(
    readonly app: AppProcess,
    readonly dataDir: string,
    private readonly meter: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<WatchedApp> {
    const folder = temporaryFolder();
    const dataDir = path.join(folder, 'data');
    const meter = path.join(folder, 'loop-meter.txt');
    writeFileSync(meter, '');
    const preload = path.join(__dirname, 'loop-meter.js');
    const app = await AppProcess.start({ DATA_DIR: dataDir, LOOP_METER: meter, ...UNLIMITED, ...env }, [
      process.execPath,
      '--require',
      preload,
      'server.js',
    ]);
    return new WatchedApp(app, dataDir, meter);
  }

  get url(): string {
    return this.app.url;
  }

  /** Does something. @returns the longest that the app's event loop was held meanwhile, in milliseconds; 0 below 20 */
  async longestHold(during: () => Promise<unknown>): Promise<number> {
    const before = this.lines().length;
    await during();
    await pause(LAST_TICK_MS);
    return Math.max(
      0,
      ...this.lines()
        .slice(before)
        .map((line) => Number(line.split(' ')[1])),
    );
  }

  private lines(): string[] {
    return readFileSync(this.meter, 'utf8').split('\n').filter(Boolean);
  }

  async close(): Promise<void> {
    await this.app.kill();
    await rm(path.dirname(this.meter), { recursive: true, force: true });
  }
}
