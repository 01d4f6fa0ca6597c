import os from 'node:os';
import { BenchApp, recognize } from './app';
import { type Load, load } from './load';
import type { BenchPhotos } from './photos';
import { ms } from './report';
import { type Row, ratio } from './rows';

/** Enough clients for all workers, and pages meanwhile. */
const CLIENTS = 8;
const ROUNDS = 8;
/** The app's queue takes all that clients send. */
const QUEUE = { RECOGNITION_QUEUE: '100' };

/** Loads an app with eight clients. @param folder of an earlier state of the project */
export async function loadOn(photo: Buffer, folder?: string, env: Record<string, string> = {}): Promise<Load> {
  const app = await BenchApp.start({ ...QUEUE, ...env }, folder);
  const browsers = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => app.signIn(`Client ${i}`)));
  await load(app.url, browsers, photo, 2);
  const measured = await load(app.url, browsers, photo, 12);
  await app.stop();
  return measured;
}

/** Measures what the app can do, beside an earlier state of it where there is one. */
export async function loadRows(small: Buffer, earlier: string | undefined): Promise<Row[]> {
  const before = earlier ? [await loadOn(small, earlier)] : [];
  const all = await loadOn(small);
  const each = all.photosPerSecond.toFixed(1);
  return [
    [
      'photos per second, 8 clients',
      `${each}, ${(all.photosPerSecond / os.availableParallelism()).toFixed(1)} per core`,
      '',
    ],
    ...before.map(
      ({ photosPerSecond }): Row => [
        '… ÷ the same of an earlier state',
        `${each} ÷ ${photosPerSecond.toFixed(1)} = ${ratio(all.photosPerSecond, photosPerSecond)}`,
        '≥ 1.9',
      ],
    ),
    ['p99 of GET /health/live during that load', ms(all.healthP99), '≤ 20 ms'],
  ];
}

/** Measures what a photo costs, in processor time of the app and its workers, beside the same in an earlier state, in turns. */
export async function costRows({ small, group }: BenchPhotos, earlier: string): Promise<Row[]> {
  const apps = [await BenchApp.start(), await BenchApp.start({}, earlier)];
  const browsers = await Promise.all(apps.map((app) => app.signIn('Grace')));
  const costs = async (photo: Buffer) => {
    const spent = apps.map(() => 0);
    for (let round = -1; round < ROUNDS; round++) {
      for (const [i, app] of apps.entries()) {
        const [browser, before] = [browsers[i], app.processorMs()];
        if (browser) await recognize(browser, photo);
        if (round >= 0) spent[i] = (spent[i] ?? 0) + (app.processorMs() - before) / ROUNDS;
      }
    }
    return spent;
  };
  const row = (what: string, [now = Number.NaN, then = Number.NaN]: readonly number[], target: string): Row => [
    what,
    `${ms(now)} ÷ ${ms(then)} = ${ratio(now, then)}`,
    target,
  ];
  const rows = [
    row('processor time of the 1-megapixel photo ÷ the same of an earlier state', await costs(small), '≤ 1.1'),
    row('… of a 12-megapixel photo with many small faces ÷ the same of an earlier state', await costs(group), '≤ 3'),
  ];
  for (const app of apps) await app.stop();
  return rows;
}
