import { peopleOf } from '../test/support/gallery';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../test/support/photos';
import { BenchApp, recognize } from './app';
import type { BenchPhotos } from './photos';
import type { Row } from './rows';

/** Counts the statements of each page of somebody who knows one person and has one result. */
async function countOn({ small }: BenchPhotos, folder?: string): Promise<Record<string, number>> {
  const app = await BenchApp.start({}, folder);
  const grace = await app.signIn('Grace');
  await grace.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
  await recognize(grace, small);
  const [ada] = await peopleOf(grace);
  const [, result = ''] = /href="(\/recognition\/[a-z0-9]+)/.exec((await grace.open('/recognition')).text) ?? [];
  const pages = { 'the dashboard': '/', 'a person’s page': ada?.url ?? '', 'a result': result, settings: '/settings' };
  const counts: Record<string, number> = {};
  for (const [page, address] of Object.entries(pages)) {
    await grace.open(address); // the gallery's index is loaded once
    await app.statements();
    const { status } = await grace.get(address);
    if (status !== 200) throw new Error(`${address} was answered with ${status}.`);
    counts[page] = await app.statements();
  }
  await app.stop();
  return counts;
}

/** Counts what pages ask the database, beside an earlier state of the app where there is one. */
export async function statementRows(photos: BenchPhotos, earlier: string | undefined): Promise<Row[]> {
  const now = await countOn(photos);
  const before = earlier ? await countOn(photos, earlier) : undefined;
  const texts = Object.entries(now).map(([page, count]) => `${page} ${before ? `${before[page]} → ` : ''}${count}`);
  return [
    [
      `statements of the database for each page${before ? ', an earlier state → now' : ''}`,
      texts.join(', '),
      'at most one more',
    ],
  ];
}
