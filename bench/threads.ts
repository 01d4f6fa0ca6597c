// npm run bench:threads: how many workers and threads are best: a photo alone, and eight clients. It writes a table into docs/performance.md.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { BenchApp, recognize } from './app';
import { load } from './load';
import { makePhotos } from './photos';
import { machine, ms, report, table } from './report';
import { median } from './statistics';

const ROUNDS = 2;
const ALONE = 10;
const SECONDS = 5;
const CLIENTS = 8;

/** What was measured in one setting, round by round. */
interface Figures {
  /** A photo alone, over HTTP, in ms. */
  alone: number[];
  /** The processor time of it, in ms. */
  aloneCost: number[];
  photosPerSecond: number[];
  /** The processor time of a photo while eight clients send some, in ms. */
  cost: number[];
}

async function measure(workers: number, threads: number, photo: Buffer, figures: Figures): Promise<void> {
  const app = await BenchApp.start({
    RECOGNITION_WORKERS: `${workers}`,
    RECOGNITION_THREADS: `${threads}`,
    RECOGNITION_QUEUE: '100',
  });
  const browsers = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => app.signIn(`Client ${i}`)));
  await load(app.url, browsers, photo, 2); // all workers run
  const [first] = browsers;
  let before = app.processorMs();
  for (let i = 0; i < ALONE && first; i++) figures.alone.push(await recognize(first, photo));
  figures.aloneCost.push((app.processorMs() - before) / ALONE);
  before = app.processorMs();
  const { photosPerSecond, photos } = await load(app.url, browsers, photo, SECONDS);
  figures.photosPerSecond.push(photosPerSecond);
  figures.cost.push((app.processorMs() - before) / photos);
  await app.stop();
}

async function main(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path.join(__dirname, '..'), stdio: 'inherit' });
  const cores = os.availableParallelism();
  const { small, remove } = await makePhotos();
  const settings = [1, cores].flatMap((workers) =>
    [1, cores].map((threads) => ({
      workers,
      threads,
      figures: { alone: [], aloneCost: [], photosPerSecond: [], cost: [] } satisfies Figures,
    })),
  );
  for (let round = 0; round < ROUNDS; round++)
    for (const { workers, threads, figures } of settings) await measure(workers, threads, small, figures);
  remove();
  const rows = settings.map(({ workers, threads, figures: { alone, aloneCost, photosPerSecond, cost } }) => [
    `${workers}, ${threads}`,
    ms(median(alone)),
    ms(median(aloneCost)),
    median(photosPerSecond).toFixed(1),
    ms(median(cost)),
  ]);
  const heads = [
    'workers, threads',
    'a photo alone',
    '… processor time',
    'photos per second, 8 clients',
    '… processor time of each',
  ];
  report(
    'Workers and threads',
    `Made by \`npm run bench:threads\`, ${machine()}: a photo of a megapixel with four faces, over HTTP, settings in turns. Processor time is that of the app and its workers.

${table(heads, rows)}`,
  );
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
