// npm run bench: measures the speed, memory and responsiveness of the app, and writes the table into
// docs/performance.md. Times differ between machines and moments; compare ratios within one run.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { BenchApp, recognize } from './app';
import { type Load, load } from './load';
import { type BenchPhotos, makePhotos } from './photos';
import { recognitionRows } from './recognition-rows';
import { machine, mb, ms, report, table } from './report';
import { type Row, ratio } from './rows';
import { inTurns } from './turns';

const root = path.join(__dirname, '..');
const threads = os.availableParallelism();

async function engineRows({ smallFile }: BenchPhotos): Promise<Row[]> {
  const {
    native,
    networks,
    'face-api': faceApi,
  } = await inTurns(['native', 'networks', 'face-api'], smallFile, threads, 15);
  return [
    [
      '1366×768, 4 faces: native ÷ face-api.js on WebAssembly',
      `${ms(native)} ÷ ${ms(faceApi)} = 1/${ratio(faceApi, native)}`,
      '≤ 1/11',
    ],
    ['the same ÷ its three networks alone', `${ms(native)} ÷ ${ms(networks)} = ${ratio(native, networks)}`, '≤ 1.4'],
  ];
}

/** The folder of an earlier state of the project, built there: its photos per second are measured in the same run. */
const BEFORE = process.env['BENCH_BEFORE'];

/** Loads an app with eight clients. */
async function loadOn(photo: Buffer, folder?: string): Promise<Load> {
  const app = await BenchApp.start({ RECOGNITION_QUEUE: '100' }, folder);
  const browsers = await Promise.all(Array.from({ length: 8 }, (_, i) => app.signIn(`Client ${i}`)));
  await load(app.url, browsers, photo, 2);
  const measured = await load(app.url, browsers, photo, 12);
  await app.stop();
  return measured;
}

async function loadRows(small: Buffer): Promise<Row[]> {
  const before = BEFORE ? [await loadOn(small, BEFORE)] : [];
  const all = await loadOn(small);
  const perCore = `${all.photosPerSecond.toFixed(1)}, ${(all.photosPerSecond / threads).toFixed(1)} per core`;
  return [
    ['photos per second, 8 clients', perCore, ''],
    ...before.map(({ photosPerSecond }): Row => {
      const measured = `${all.photosPerSecond.toFixed(1)} ÷ ${photosPerSecond.toFixed(1)}`;
      return [
        '… ÷ the same of an earlier state',
        `${measured} = ${ratio(all.photosPerSecond, photosPerSecond)}`,
        '≥ 1.9',
      ];
    }),
    ['p99 of GET /health/live during that load', ms(all.healthP99), '≤ 20 ms'],
  ];
}

/** Measures an idle app with an external provider, as in production. @returns MB */
async function idleMemory(): Promise<number> {
  const app = await BenchApp.start({ OIDC_ISSUER: 'http://127.0.0.1:1', CLIENT_ID: 'none', CLIENT_SECRET: 'none' });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const { now } = app.memory();
  await app.stop();
  return now;
}

async function memoryRows(phone: Buffer): Promise<Row[]> {
  const idle = await idleMemory();
  const app = await BenchApp.start();
  const browser = await app.signIn('Grace');
  const memoryAfter = async (recognitions: number) => {
    for (let i = 0; i < recognitions; i++) await recognize(browser, phone);
    return app.memory().now;
  };
  const [after20, half, end] = [await memoryAfter(20), await memoryAfter(80), await memoryAfter(100)];
  const { peak } = app.memory();
  await app.stop();
  return [
    ['resident memory, idle', mb(idle), '≤ 180 MB'],
    [
      'resident memory after 20, 100 and 200 recognitions of 12 megapixels; peak',
      `${mb(after20)}, ${mb(half)}, ${mb(end)}; ${mb(peak)}`,
      '≤ 500 MB and flat',
    ],
  ];
}

async function responsivenessRow(app: BenchApp, { small }: BenchPhotos): Promise<Row> {
  const browser = await app.signIn('Knows 0');
  await app.longestLoopDelay();
  await Promise.all([recognize(browser, small), recognize(browser, small)]);
  return ['longest event-loop delay while two recognitions run', ms(await app.longestLoopDelay()), ''];
}

async function measure(photos: BenchPhotos): Promise<Row[]> {
  const rows = await engineRows(photos);
  const app = await BenchApp.start();
  rows.push(...(await recognitionRows(app, photos)), await responsivenessRow(app, photos));
  await app.stop();
  rows.push(...(await loadRows(photos.small)));
  rows.push(['start to the first answered request (compiled)', ms(app.startUpMs), '≤ 0.7 s']);
  rows.push(['start until a worker has loaded its networks', ms(app.readyMs), '']);
  return [...rows, ...(await memoryRows(photos.phone))];
}

const textOf = (rows: readonly Row[]) => `Made by \`npm run bench\`, ${machine()}. Times differ between machines
and moments: compare ratios within one run. The photo is a sample of face-api.js, with four faces. The clients run on the same cores as the app.
Where a target is missed: the networks alone take three quarters of a photo's time on processors without AVX-512, and in the load, clients, decoding
and pages take their share of the same cores.

${table(['what', 'measured', 'target'], rows)}`;

async function main(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const photos = await makePhotos();
  try {
    report('How fast, large and responsive it is', textOf(await measure(photos)));
  } finally {
    photos.remove();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
