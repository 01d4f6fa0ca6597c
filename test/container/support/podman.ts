import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

export const IMAGE = 'localhost/familiar-faces:test';

const run = promisify(execFile);
const MOST_OUTPUT = 64 * 1024 * 1024;

/** What podman 4.3 complains about where no systemd runs, which starts its health checks. */
const ABOUT_SYSTEMD = /^time="[^\n]*systemd[^\n]*\n/gm;

/** Runs podman. @returns what it prints on both streams @throws when it fails */
export async function podman(...parameters: string[]): Promise<string> {
  const { stdout, stderr } = await run('podman', ['--runtime', 'runc', ...parameters], { maxBuffer: MOST_OUTPUT });
  return `${stdout}${stderr}`.replace(ABOUT_SYSTEMD, '').trim();
}

const built = new Set<string>();

/**
 * Builds the image as it stands in the repository, once for all suites. Layers of earlier builds are used again.
 * @param tag what it is called
 * @param architecture another one than this machine's, as Debian names it
 */
export function buildImage(tag = IMAGE, architecture?: string): void {
  if (built.has(tag)) return;
  const script = path.join(__dirname, 'build-image.sh');
  const { status, stdout, stderr } = spawnSync(script, architecture ? [tag, architecture] : [tag], {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  if (status !== 0) throw new Error(`The image can't be built:\n${`${stdout}${stderr}`.slice(-4000)}`);
  built.add(tag);
}

/** What podman knows of an image or a container. */
export async function inspect<T>(name: string): Promise<T> {
  const { stdout } = await run('podman', ['inspect', name], { maxBuffer: MOST_OUTPUT });
  return JSON.parse(stdout)[0];
}
