import { ApiKeys } from '../src/auth/keys/api-keys';
import { insertEvents } from '../src/events/event-rows';
import { Seed } from '../test/support/seed';
import { BenchApp } from './app';
import { recordEvents } from './events-load';
import { ms } from './report';
import type { Row } from './rows';
import { median } from './statistics';

const MILLION = 1_000_000;
const AT_ONCE = 5000;
const WARM_MS = 2000;
const LOAD_MS = 10_000;
const LIST = 20;
const COUNTS = 200;

/** Makes a key, as the page of keys does. */
async function keyFor({ catalog, gallery }: Seed): Promise<string> {
  const keys = new ApiKeys(catalog);
  const scopes = ['events:write', 'events:read'] as const;
  const { key } = await keys.make(gallery, gallery.ownerId, { name: 'bench', scopes, expiresAt: null });
  return key;
}

/** Stores a million events, some thousand at a time. */
async function storeMillion({ catalog, gallery }: Seed): Promise<void> {
  for (let stored = 0; stored < MILLION; stored += AT_ONCE) {
    const events = Array.from({ length: AT_ONCE }, (_, i) => ({
      ...{ collection: 'postreads', groupBy: ['page'] },
      attributes: { page: `https://blog.example.org/${i % 1000}` },
    }));
    await catalog.transaction().execute((trx) => insertEvents(trx, gallery.id, events));
  }
}

/** Measures how many events are recorded in a second, and how long counting takes when there are a million. */
export async function eventRows(): Promise<Row[]> {
  const app = await BenchApp.start({ RATE_EVENTS: '100000000' });
  await app.signIn('Events');
  const seed = await Seed.of(app.dataDir, 'Events');
  const key = await keyFor(seed);
  const get = async (path: string): Promise<number> => {
    const answer = await fetch(`${app.url}/api/v1/events/${path}`, { headers: { Authorization: `Key ${key}` } });
    return ((await answer.json()) as { count: number }).count;
  };
  const before = (await recordEvents(app.url, key, 1, WARM_MS)).recorded;
  const single = await recordEvents(app.url, key, 1, LOAD_MS);
  const listed = await recordEvents(app.url, key, LIST, LOAD_MS);
  const expected = before + single.recorded + listed.recorded;
  const isExact = (await get('pageviews/count')) === expected;
  await storeMillion(seed);
  await seed.close();
  const times: number[] = [];
  const page = encodeURIComponent('https://blog.example.org/7');
  for (let i = 0; i < COUNTS; i++) {
    const began = performance.now();
    await get(`postreads/page/${page}/count`);
    times.push(performance.now() - began);
  }
  await app.stop();
  const rate = ({ perSecond }: { perSecond: number }) => `${Math.round(perSecond)} a second`;
  return [
    ['events by 100 writers, one in a request', `${rate(single)}, ${isExact ? 'exact' : 'NOT EXACT'}`, '≥ 2,000'],
    [`… ${LIST} in a request`, rate(listed), '≥ 2,000'],
    ['counting by a value, with a million events, over HTTP', ms(median(times)), '≤ 5 ms'],
  ];
}
