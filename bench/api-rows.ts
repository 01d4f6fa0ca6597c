import { ApiKeys } from '../src/auth/keys/api-keys';
import { openCatalog } from '../src/catalog/catalog';
import { personalGallery } from '../src/gallery/galleries';
import { photoForm } from '../test/support/photos';
import { type BenchApp, recognize } from './app';
import type { BenchPhotos } from './photos';
import { ms } from './report';
import { type Row, ratio } from './rows';
import { median } from './statistics';
import { enrolStrangers } from './strangers';

const USER = 'Programs';
const KNOWN = 8;
const WARM_UPS = 3;

/** Makes an API key for a user who has signed in before. */
async function keyOf(dataDir: string, displayName: string): Promise<string> {
  const catalog = await openCatalog(dataDir);
  const { id } = await catalog
    .selectFrom('users')
    .select('id')
    .where('displayName', '=', displayName)
    .executeTakeFirstOrThrow();
  const gallery = await personalGallery(catalog, id);
  if (!gallery) throw new Error(`${displayName} has no gallery.`);
  const keys = new ApiKeys(catalog);
  const { key } = await keys.make(gallery, id, { name: 'bench', scopes: ['recognitions:write'], expiresAt: null });
  await catalog.destroy();
  return key;
}

/** Does one recognition as a program does it, which keeps nothing. @returns ms */
async function recognizeByApi({ url }: BenchApp, key: string, photo: Buffer): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${url}/api/v1/recognitions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
    body: photoForm([['photo.jpg', photo]]),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The recognition was answered with ${response.status}: ${text}`);
  return performance.now() - started;
}

/** Measures a recognition over the API, which keeps nothing, beside one over the page, in turns. @param rounds of each, for both sizes of photos */
export async function apiRows(app: BenchApp, { small, phone }: BenchPhotos, rounds = 15): Promise<Row[]> {
  const browser = await app.signIn(USER);
  await enrolStrangers(app.dataDir, USER, KNOWN);
  const key = await keyOf(app.dataDir, USER);
  const rows: Row[] = [];
  for (const [size, photo] of [
    ['1-megapixel', small],
    ['12-megapixel', phone],
  ] as const) {
    const [byPage, byApi]: [number[], number[]] = [[], []];
    for (let round = -WARM_UPS; round < rounds; round++) {
      const times = [await recognize(browser, photo), await recognizeByApi(app, key, photo)] as const;
      if (round < 0) continue;
      byPage.push(times[0]);
      byApi.push(times[1]);
    }
    const [page, api] = [median(byPage), median(byApi)];
    rows.push([
      `a recognition over the API that keeps nothing ÷ over the page, a ${size} photo`,
      `${ms(api)} ÷ ${ms(page)} = ${ratio(api, page)}`,
      '≤ 0.9',
    ]);
  }
  return rows;
}
