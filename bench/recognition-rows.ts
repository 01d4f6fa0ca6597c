import type { Browser } from '../test/support/browser';
import { type BenchApp, recognize } from './app';
import { matchingMs } from './matching';
import type { BenchPhotos } from './photos';
import { ms } from './report';
import { type Row, ratio } from './rows';
import { median } from './statistics';
import { enrolStrangers } from './strangers';

interface User {
  /** How many people are in the gallery. */
  known: number;
  browser: Browser;
  /** In ms. */
  times: number[];
}

/**
 * Measures whole recognitions over HTTP, upload and page included, for two sizes of photos and several sizes of
 * galleries.
 */
export async function recognitionRows(app: BenchApp, { small, phone, phoneColors }: BenchPhotos): Promise<Row[]> {
  const settle = async (known: number): Promise<User> => {
    const browser = await app.signIn(`Knows ${known}`);
    await enrolStrangers(app.dataDir, `Knows ${known}`, known);
    for (let i = 0; i < 3; i++) await recognize(browser, small);
    return { known, browser, times: [] };
  };
  const first = await settle(0);
  const users = [first];
  for (const known of [8, 10, 100, 10_000]) users.push(await settle(known));
  const [phoneTimes, colorTimes]: [number[], number[]] = [[], []];
  for (let round = 0; round < 15; round++) {
    for (const { browser, times } of users) times.push(await recognize(browser, small));
    phoneTimes.push(await recognize(first.browser, phone));
    colorTimes.push(await recognize(first.browser, phoneColors));
  }
  const at = (known: number) => median(users.find((user) => user.known === known)?.times ?? []);
  const matching = await matchingMs();
  return [
    ['a recognition over HTTP, upload and page included, with 0 known photos', ms(at(0)), ''],
    ['… with 8 known photos', `${ms(at(8))}, ${ratio(at(8), at(0))} × that with none`, '≈ 1'],
    ['… with 100 known photos', `${ms(at(100))}, ${ratio(at(100), at(0))} × that with none`, '≈ 1'],
    [
      '… with 10,000 known faces ÷ with 10',
      `${ms(at(10_000))} ÷ ${ms(at(10))} = ${ratio(at(10_000), at(10))}`,
      '≤ 1.05',
    ],
    [
      '… a 12-megapixel photo ÷ the 1-megapixel one',
      `${ms(median(phoneTimes))} ÷ ${ms(at(0))} = ${ratio(median(phoneTimes), at(0))}`,
      '≤ 2.5',
    ],
    [
      '… a 12-megapixel photo in Display P3 ÷ the 1-megapixel one',
      `${ms(median(colorTimes))} ÷ ${ms(at(0))} = ${ratio(median(colorTimes), at(0))}`,
      '≤ 2.5',
    ],
    ['matching one face with 100,000 known ones', ms(matching), '≤ 4 ms'],
  ];
}
