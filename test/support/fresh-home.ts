import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from './app-process';
import { filesBelow } from './files';

/**
 * An empty home for a process, which is watched: what the process or its libraries write there, and whom its JavaScript
 * asks for. Native code's own look-ups are seen by strace alone (test/faults).
 */
export class FreshHome {
  readonly folder = temporaryFolder();
  private readonly home = path.join(this.folder, 'home');
  private readonly log = path.join(this.folder, 'outbound');
  /** What the process is to be started with. */
  readonly env: Record<string, string>;

  constructor() {
    mkdirSync(this.home);
    const below = (name: string) => path.join(this.home, name);
    this.env = {
      HOME: this.home,
      USERPROFILE: this.home,
      LOCALAPPDATA: below('local'),
      XDG_CACHE_HOME: below('.cache'),
      XDG_CONFIG_HOME: below('.config'),
      XDG_DATA_HOME: below('.local'),
      OUTBOUND_LOG: this.log,
      NODE_OPTIONS: `--require ${path.join(__dirname, 'watch-outbound.js')}`,
      // A developer's own must not make this test pass.
      ORT_DISABLE_TELEMETRY: '',
    };
  }

  private get lines(): string[] {
    return readFileSync(this.log, 'utf8').trim().split('\n');
  }

  /** Hosts and addresses outside this machine that were asked for. */
  get asked(): string[] {
    return this.lines.filter((line) => !line.startsWith('thread '));
  }

  /** Expects that nothing was written or asked for. @param threads how many the process has had at least */
  expectUntouched(threads: number): void {
    expect(filesBelow(this.home)).to.deep.equal([]);
    expect(this.asked).to.deep.equal([]);
    expect(this.lines.length, 'watched threads').to.be.at.least(threads);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
