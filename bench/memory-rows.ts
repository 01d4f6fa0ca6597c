import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from '../test/support/browser';
import { BenchApp, recognize } from './app';
import { mb, ms } from './report';
import type { Row } from './rows';
import { median } from './statistics';

/** An external provider, as in production, that doesn't answer. The built-in one, which no production has, takes memory and time of its own. */
const EXTERNAL = { OIDC_ISSUER: 'http://127.0.0.1:1', CLIENT_ID: 'none', CLIENT_SECRET: 'none' };
const STARTS = 5;
/** How long a started app is left alone before its memory counts as idle. */
const SETTLING_MS = 2000;
/** How often the memory is looked at while photos are read. */
const LOOK_MS = 50;

/** Starts the app several times, as in production. */
export async function startRows(): Promise<Row[]> {
  const [answers, ready, idle]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < STARTS; i++) {
    const app = await BenchApp.start(EXTERNAL);
    answers.push(app.startUpMs);
    ready.push(app.readyMs);
    await sleep(SETTLING_MS);
    idle.push(app.memory().now);
    await app.stop();
  }
  return [
    ['start to the first answered request (compiled)', ms(median(answers)), '≤ 0.7 s'],
    ['start until a worker has loaded its networks', ms(median(ready)), ''],
    ['resident memory, idle', mb(median(idle)), '≤ 180 MB'],
  ];
}

/** Recognizes photos one after another. @returns the most memory at any moment, in MB */
async function peakOver(app: BenchApp, browser: Browser, photo: Buffer, count: number): Promise<number> {
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, app.memory().now);
  }, LOOK_MS);
  for (let i = 0; i < count; i++) await recognize(browser, photo);
  clearInterval(look);
  return most;
}

/** Recognizes 200 photos of 12 megapixels. */
export async function largePhotoRows(phone: Buffer): Promise<Row[]> {
  const app = await BenchApp.start();
  const browser = await app.signIn('Grace');
  const [after, peaks]: [number[], number[]] = [[], []];
  for (const count of [20, 80, 100]) {
    peaks.push(await peakOver(app, browser, phone, count));
    after.push(app.memory().now);
  }
  await app.stop();
  return [
    [
      'resident memory after 20, 100 and 200 recognitions of 12 megapixels; peak',
      `${after.map(mb).join(', ')}; ${mb(Math.max(...peaks))}`,
      '≤ 500 MB and flat',
    ],
  ];
}
