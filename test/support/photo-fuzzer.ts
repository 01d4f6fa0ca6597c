import { expect } from 'chai';
import fc from 'fast-check';
import { type Browser, signIn } from './browser';
import { bytesOf, type MutatedPhoto, mutatedPhotos, smallPhotos } from './mutated-photos';
import { photoForm } from './photos';
import { expectPlainRefusal } from './refusal';

/** The statuses of a refused photo: empty, known already, too large, not a photo, damaged or without a face. */
const REFUSALS = [400, 409, 413, 415, 422];
const LANES = 8;

/** What became of mutated photos, and where what was accepted is. */
export interface Fuzzed {
  /** How often each status was answered, by door: `/recognition 422`. */
  counts: Map<string, number>;
  /** The addresses of what was accepted, each once: results, drafts, and people for each photo that was added. */
  accepted: { results: string[]; drafts: Set<string>; added: number };
}

/**
 * Sends mutated photos to a running app, eight at a time, each lane by a user of its own. Every answer is a photo taken, which can be
 * shown then, or a plain refusal.
 * @throws what fast-check says of the smallest change that is answered otherwise, with its seed
 */
export async function fuzzPhotos(url: string, inputs: number): Promise<Fuzzed> {
  const originals = await smallPhotos();
  const fuzzed: Fuzzed = { counts: new Map(), accepted: { results: [], drafts: new Set(), added: 0 } };
  const lane = async (number: number) => {
    const browser = await signIn(url, `Fuzzer ${number}`);
    const property = fc.asyncProperty(
      mutatedPhotos,
      fc.constantFrom('/recognition', '/recognition', '/images'),
      async (photo, door) => {
        await (door === '/images' ? addPhoto : recognize)(browser, originals, photo, fuzzed);
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(inputs / LANES) });
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  return fuzzed;
}

type Originals = Readonly<Record<string, Buffer>>;

async function send(browser: Browser, door: string, form: FormData, { counts }: Fuzzed) {
  const page = await browser.post(door, form, { Accept: 'application/json' });
  const key = `${door} ${page.status}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  if (page.status >= 400) {
    expect(REFUSALS, page.text).to.include(page.status);
    expectPlainRefusal(page, page.status);
  }
  return page;
}

async function recognize(browser: Browser, originals: Originals, photo: MutatedPhoto, fuzzed: Fuzzed): Promise<void> {
  const page = await send(browser, '/recognition', photoForm([['photo.jpg', bytesOf(originals, photo)]]), fuzzed);
  if (page.status >= 400) return;
  expect(page.status).to.equal(303);
  const result = new URL(page.location ?? '').pathname;
  fuzzed.accepted.results.push(result);
  const [shown, picture] = [await browser.get(result), await browser.get(`${result}/photo`)];
  expect([shown.status, picture.status, picture.headers.get('Content-Type')], result).to.deep.equal([
    200,
    200,
    'image/jpeg',
  ]);
}

async function addPhoto(browser: Browser, originals: Originals, photo: MutatedPhoto, fuzzed: Fuzzed): Promise<void> {
  const page = await send(
    browser,
    '/images',
    photoForm([['photo.jpg', bytesOf(originals, photo)]], { name: 'Bea' }),
    fuzzed,
  );
  if (page.status >= 400) return;
  const [{ kind, url }] = JSON.parse(page.text).outcomes;
  if (kind === 'added') fuzzed.accepted.added++;
  else fuzzed.accepted.drafts.add(url);
  expect((await browser.get(url)).status, url).to.equal(200);
}
