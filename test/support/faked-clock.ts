import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './app-process';

/** The clock of a process, which can be set while it runs; timers go on as before, as when a machine's clock is set. */
export class FakedClock {
  private readonly folder = temporaryFolder();
  private readonly file = path.join(this.folder, 'offset');

  constructor() {
    this.set(0);
  }

  /** For the process. faketime(1) knows where its library lies; it would stay in between, and not pass on a signal. */
  get env(): Record<string, string> {
    const library = execFileSync('faketime', ['-f', '+0s', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim();
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** @param seconds how far ahead of the real one it is */
  set(seconds: number): void {
    writeFileSync(this.file, `${seconds < 0 ? '' : '+'}${seconds}s`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
