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

let isBuilt = false;

/** Builds the image as it stands in the repository, once for all suites. Layers of earlier builds are used again. */
export function buildImage(): void {
  if (isBuilt) return;
  const script = path.join(__dirname, 'build-image.sh');
  const { status, stdout, stderr } = spawnSync(script, [IMAGE], { encoding: 'utf8', maxBuffer: MOST_OUTPUT });
  if (status !== 0) throw new Error(`The image can't be built:\n${`${stdout}${stderr}`.slice(-4000)}`);
  isBuilt = true;
}

/** What podman knows of an image or a container. */
export async function inspect<T>(name: string): Promise<T> {
  const { stdout } = await run('podman', ['inspect', name], { maxBuffer: MOST_OUTPUT });
  return JSON.parse(stdout)[0];
}
