// npm run bench:image: how large the container's image is, and what takes the room. It builds the image as test/container does, and writes a table
// into docs/performance.md.
import { buildImage, IMAGE, inspect, podman } from '../test/container/support/podman';
import { machine, mb, report, table } from './report';

const LIMITS = ['--network=none', '--ulimit=nofile=4096:4096', '--ulimit=nproc=4096:4096'];
const ROWS: ReadonlyArray<readonly [what: string, folder: string, target: string]> = [
  ['… `node_modules`', '/app/node_modules', '≤ 340 MB'],
  ['… Node', '/usr/local/bin/node', ''],
  ['… the networks’ weights', '/app/weights', ''],
  ['… the app itself', '/app/dist', ''],
];

async function main(): Promise<void> {
  buildImage();
  const { Size, Architecture } = await inspect<{ Size: number; Architecture: string }>(IMAGE);
  const printed = await podman('run', '--rm', ...LIMITS, IMAGE, 'du', '-sb', ...ROWS.map(([, folder]) => folder));
  const bytes = printed.split('\n').map((line) => Number(line.split('\t')[0]));
  const rows = ROWS.map(([what, , target], i) => [what, mb((bytes[i] ?? 0) / 1e6), target]);
  report(
    'The image',
    `Made by \`npm run bench:image\`, ${machine()}, for ${Architecture}: unpacked, in MB of 10^6 bytes, as \`docker images\` and \`podman images\` say.

${table(['what', 'size', 'target'], [['the image', mb(Size / 1e6), '≤ 450 MB'], ...rows])}`,
  );
}

void main();
