// npm run bench: prints how fast, large and responsive the app is. Times differ between machines and moments; compare
// ratios within one run.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { samplePhoto } from '../test/support/photos';
import { BenchApp, recognize } from './app';
import { median } from './statistics';

const PHOTO = samplePhoto(4); // 1920×1448, four faces
const ROUNDS = 10;
const GALLERIES = [0, 8, 100];

type Row = readonly [what: string, value: string];

async function galleries(app: BenchApp): Promise<Row[]> {
  const users = [];
  for (const count of GALLERIES) {
    const name = `Knows ${count}`;
    const browser = await app.signIn(name);
    await app.enrolStrangers(name, count);
    await recognize(browser, PHOTO); // warm
    users.push({ count, browser, times: [] as number[] });
  }
  for (let round = 0; round < ROUNDS; round++) for (const { browser, times } of users) times.push(await recognize(browser, PHOTO));
  const none = median(users[0].times);
  return users.map(({ count, times }) => [
    `a recognition with ${count} known photos`,
    `${median(times).toFixed(0)} ms (${(median(times) / none).toFixed(2)} × that with none)`,
  ]);
}

async function responsiveness(app: BenchApp): Promise<Row> {
  const browser = await app.signIn('Knows 0');
  await app.longestLoopDelay();
  await Promise.all([recognize(browser, PHOTO), recognize(browser, PHOTO)]);
  return ['longest event-loop delay while two recognitions run', `${(await app.longestLoopDelay()).toFixed(0)} ms`];
}

async function memory(): Promise<Row[]> {
  const app = await BenchApp.start();
  const idle = app.memory().now;
  const browser = await app.signIn('Grace');
  for (let i = 0; i < 20; i++) await recognize(browser, PHOTO);
  const after = app.memory();
  await app.stop();
  return [
    ['resident memory, idle', `${idle.toFixed(0)} MB`],
    ['resident memory after 20 recognitions', `${after.now.toFixed(0)} MB (peak ${after.peak.toFixed(0)} MB)`],
  ];
}

async function main(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path.join(__dirname, '..'), stdio: 'inherit' });
  const app = await BenchApp.start();
  const rows: Row[] = [['start-up until the first answer (compiled)', `${app.startUpMs.toFixed(0)} ms`]];
  rows.push(...(await galleries(app)), await responsiveness(app));
  await app.stop();
  rows.push(...(await memory()));
  console.log(`\n${os.cpus().length} × ${os.cpus()[0].model}, Node ${process.versions.node}; a photo of 1920×1448 pixels with four faces\n`);
  console.log('| what | measured |\n|---|---|');
  for (const [what, value] of rows) console.log(`| ${what} | ${value} |`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
