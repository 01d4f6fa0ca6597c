// npm run bench:install: how large node_modules is in production, in a fresh clone of what is committed: by npm alone, and after `npm run slim`. It
// writes a table into docs/performance.md.
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globSync } from 'glob';
import { machine, mb, report, table } from './report';

const root = path.join(__dirname, '..');
/** What a file's `blocks` count, whatever the disk's own are. */
const BLOCK_BYTES = 512;

/** Returns what a folder takes on the disk, in MB of 2^20 bytes, as `du -sm` says. */
function sizeOf(folder: string): number {
  const files = globSync('**', { cwd: folder, dot: true, absolute: true });
  const blocks = files.map((file) => lstatSync(file).blocks).reduce((sum, each) => sum + each);
  return (blocks * BLOCK_BYTES) / 2 ** 20;
}

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-install-'));
  const run = (command: string, ...parameters: string[]) =>
    execFileSync(command, parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    run('git', 'clone', '--quiet', root, '.');
    run('npm', 'ci', '--omit=dev', '--no-audit', '--no-fund');
    const whole = sizeOf(path.join(folder, 'node_modules'));
    run('npm', 'run', 'slim');
    const slim = sizeOf(path.join(folder, 'node_modules'));
    const rows = [
      ['`npm ci --omit=dev`', mb(whole), '≤ 580 MB'],
      ['… and `npm run slim`, without the binaries of other platforms and source maps', mb(slim), '≤ 340 MB'],
    ];
    report(
      'Installation',
      `Made by \`npm run bench:install\`, ${machine()}: what \`node_modules\` takes on the disk in production. ONNX Runtime's binaries for all platforms are half of it.

${table(['after', 'size', 'target'], rows)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
