// npm run bench: measures the speed, memory and responsiveness of the app, and writes the table into
// docs/performance.md. Times differ between machines and moments; compare ratios within one run.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { apiRows } from './api-rows';
import { BenchApp, recognize } from './app';
import { eventRows } from './event-rows';
import { costRows, loadRows } from './load-rows';
import { largePhotoRows, startRows } from './memory-rows';
import { type BenchPhotos, makePhotos } from './photos';
import { recognitionRows } from './recognition-rows';
import { machine, ms, report, table } from './report';
import { type Row, ratio } from './rows';
import { statementRows } from './statement-rows';
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

/** The folder of an earlier state of the project, built there: what it does is measured in the same run. */
const BEFORE = process.env['BENCH_BEFORE'];

async function responsivenessRow(app: BenchApp, { small }: BenchPhotos): Promise<Row> {
  const browser = await app.signIn('Knows 0');
  await app.longestLoopDelay();
  await Promise.all([recognize(browser, small), recognize(browser, small)]);
  return ['longest event-loop delay while two recognitions run', ms(await app.longestLoopDelay()), ''];
}

async function measure(photos: BenchPhotos): Promise<Row[]> {
  const rows = await engineRows(photos);
  const app = await BenchApp.start();
  rows.push(...(await recognitionRows(app, photos)), ...(await apiRows(app, photos)));
  rows.push(await responsivenessRow(app, photos));
  await app.stop();
  rows.push(...(await eventRows()));
  rows.push(...(await statementRows(photos, BEFORE)));
  rows.push(...(await loadRows(photos.small, BEFORE)));
  if (BEFORE) rows.push(...(await costRows(photos, BEFORE)));
  return [...rows, ...(await startRows()), ...(await largePhotoRows(photos.phone))];
}

const textOf = (rows: readonly Row[]) => `Made by \`npm run bench\`, ${machine()}. Times differ between machines
and moments: compare ratios within one run. The photo is a sample of face-api.js, with four faces. The clients run on the same cores as the app.
Where a target is missed: the networks take half of the time that they took when the ratio to them was set, loading a thousand files is most of the start, and in the load,
clients, decoding and pages take their share of the same cores.

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
