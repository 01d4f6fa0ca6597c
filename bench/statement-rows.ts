import type { Browser } from '../test/support/browser';
import { captures, firstOf } from '../test/support/elements';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../test/support/photos';
import { BenchApp } from './app';
import type { BenchPhotos } from './photos';
import type { Row } from './rows';

/** Makes a gallery that three more people join by a link. @returns what stands before its paths */
async function shareGallery(app: BenchApp, grace: Browser): Promise<string> {
  const { location = '' } = await grace.post('/galleries', { name: 'Club' });
  const base = new URL(location).pathname.replace(/\/$/, '');
  const end = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const made = await grace.post(`${base}/members/actions/link`, { role: 'editor', uses: 'many', end });
  const link = new URL(firstOf(captures(made.text, /data-copying="text">([^<]+)</g))).pathname;
  for (const name of ['Alan', 'Bea', 'Cleo']) {
    const browser = await app.signIn(name);
    const { status } = await browser.post(link);
    if (status !== 303) throw new Error(`${name} couldn’t join: ${status}.`);
  }
  return base;
}

/**
 * Counts the statements of each page of a gallery with one person and one result.
 * @param folder of an earlier state of the app, whose galleries can't be shared
 */
async function countOn({ small }: BenchPhotos, isShared: boolean, folder?: string): Promise<Record<string, number>> {
  const app = await BenchApp.start({}, folder);
  const grace = await app.signIn('Grace');
  const base = isShared ? await shareGallery(app, grace) : '';
  await grace.post(`${base}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
  await grace.follow(await grace.post(`${base}/recognition`, photoForm([['photo.jpg', small]])));
  const linkOn = async (page: string, path: string) =>
    firstOf(captures((await grace.open(base + page)).text, new RegExp(`href="(${base}${path}[a-z0-9]+)`, 'g')));
  const pages = {
    'the dashboard': `${base}/`,
    'a person’s page': await linkOn('/', '/people/'),
    'a result': await linkOn('/recognition', '/recognition/'),
    settings: `${base}/settings`,
  };
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
  const before = earlier ? await countOn(photos, false, earlier) : undefined;
  const rowOf = (what: string, counts: Record<string, number>): Row => [
    what + (before ? ', an earlier state → now' : ''),
    Object.entries(counts)
      .map(([page, count]) => `${page} ${before ? `${before[page]} → ` : ''}${count}`)
      .join(', '),
    'at most one more',
  ];
  return [
    rowOf('statements of the database for each page of a personal gallery', await countOn(photos, false)),
    rowOf('… of one that four people share', await countOn(photos, true)),
  ];
}
