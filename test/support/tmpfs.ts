import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './app-process';

const PAGE = 4096;
const MOUNT_OPTIONS = 'size=16m,mode=700';

/** A small disk of its own, in memory. Only root can mount one. */
export class Tmpfs {
  readonly folder = temporaryFolder();
  /** For the app. */
  readonly dataDir = path.join(this.folder, 'data');
  private readonly ballast = path.join(this.folder, 'ballast');

  constructor() {
    execFileSync('mount', ['-t', 'tmpfs', '-o', MOUNT_OPTIONS, 'tmpfs', this.folder]);
    mkdirSync(this.dataDir);
  }

  /** Fills it up, except for some pages of 4 KiB. */
  fill(pagesLeft: number): void {
    this.free();
    const file = openSync(this.ballast, 'w');
    const page = Buffer.alloc(PAGE);
    try {
      for (;;) writeSync(file, page);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
    truncateSync(this.ballast, Math.max(0, statSync(this.ballast).size - pagesLeft * PAGE));
  }

  /** Makes room again. */
  free(): void {
    rmSync(this.ballast, { force: true });
  }

  makeReadOnly(readOnly = true): void {
    execFileSync('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, this.folder]);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}

/** Makes some folders read-only. @returns a function that undoes it */
export function freeze(...folders: string[]): () => void {
  const frozen = folders.filter((folder) => existsSync(folder));
  for (const folder of frozen) {
    execFileSync('mount', ['--bind', folder, folder]);
    execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
  }
  return () => {
    for (const folder of frozen) execFileSync('umount', [folder]);
  };
}
