import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// The last version for Node 20.
const VERSION = '12.8.2';
const folder = path.join(__dirname, '..', '..', 'node_modules', '.cache', `lighthouse-${VERSION}`);
const entry = path.join(folder, 'node_modules', 'lighthouse', 'core', 'index.js');

/** The part of its result that is used here. */
export interface Result {
  lhr: {
    finalDisplayedUrl: string;
    categories: Record<string, { score: number | null }>;
    audits: Record<string, { id: string; title: string; score: number | null; displayValue?: string }>;
    runtimeError?: { message: string };
  };
}

/** The part of Lighthouse's module that is used here. */
export interface Lighthouse {
  default(url: string, flags: Record<string, unknown>, config?: unknown): Promise<Result | undefined>;
  desktopConfig: unknown;
}

/**
 * Loads Lighthouse, which npm installs the first time. As a dependency, its 200 packages and 185 MB would come with
 * every `npm ci`, for this one command.
 */
export async function loadLighthouse(): Promise<Lighthouse> {
  if (!existsSync(entry)) {
    const args = [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--no-save',
      '--prefix',
      folder,
      `lighthouse@${VERSION}`,
    ];
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return import(pathToFileURL(entry).href);
}
