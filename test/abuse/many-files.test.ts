import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { MAX_CLOCK_ERROR_MS } from '../../src/concurrency/schedule';
import { PhotoStore } from '../../src/storage/photo-store';
import { StorageQuota } from '../../src/storage/storage-quota';
import { type Browser, signIn } from '../support/browser';
import { strangers } from '../support/descriptors';
import { filesBelow } from '../support/files';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { Seed } from '../support/seed';

/** More than a function takes as arguments. */
const MANY = 130_000;

describe('very many files', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'many-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const fill = (count: number) => {
    mkdirSync(path.join(root, 'ada'));
    for (let i = 0; i < count; i++) writeFileSync(path.join(root, 'ada', `${i}.jpg`), 'photo');
  };
  /** The longest that other work had to wait, in turns of the event loop that it had meanwhile. */
  const turnsDuring = async (work: Promise<unknown>) => {
    let turns = 0;
    let isDone = false;
    const counting = (async () => {
      for (; !isDone; turns++) await turn();
    })();
    await work.finally(() => {
      isDone = true;
    });
    await counting;
    return turns;
  };

  it('abuse 108: are removed however many their paths are, and missing ones don’t matter', async () => {
    fill(3);
    const store = new PhotoStore(root);
    const paths = Array.from({ length: MANY }, (_, i) => `${i < MANY - 3 ? 'nobody' : 'ada'}/${i % (MANY - 3)}.jpg`);
    await store.remove(paths.slice(MANY - 3));
    expect(filesBelow(root)).to.deep.equal([]);
    expect(await turnsDuring(store.remove(paths.slice(0, 2000)))).to.be.above(100);
  });

  it('abuse 114: are measured once, in between other work, and after that each removal is taken off', async () => {
    fill(3000);
    const quota = new StorageQuota(1);
    const store = new PhotoStore(root, quota);
    expect(await turnsDuring(quota.bytesOf('ada').then((bytes) => expect(bytes).to.equal(5 * 3000)))).to.be.above(20);
    writeFileSync(path.join(root, 'ada', 'unseen.jpg'), 'photo'); // whoever measured again would count it
    await store.remove(['ada/1.jpg', 'ada/2.jpg']);
    expect(await quota.bytesOf('ada')).to.equal(5 * 2998);
    await store.write('ada/new.jpg', Buffer.from('four'));
    expect(await quota.bytesOf('ada')).to.equal(5 * 2998 + 4);
  });

  it('abuse 141: a file that many remove at the same time is taken off once', async () => {
    fill(2);
    const quota = new StorageQuota(1);
    const store = new PhotoStore(root, quota);
    expect(await quota.bytesOf('ada')).to.equal(10);
    await Promise.all(Array.from({ length: 20 }, () => store.remove('ada/1.jpg')));
    expect(await quota.bytesOf('ada')).to.equal(5);
  });
});

describe('very many results', () => {
  let watched: WatchedApp;
  before(async () => {
    watched = await WatchedApp.start();
  });
  after(() => watched.close());

  const fillFor = async (name: string, results: number, faces: number, expiresAt?: number): Promise<Browser> => {
    const browser = await signIn(watched.url, name);
    const seed = await Seed.of(watched.dataDir, name);
    await seed.results(results, faces, strangers(41), expiresAt);
    await seed.people(
      Array.from({ length: 50 }, (_, i) => `Person ${i}`),
      100,
      strangers(42),
    );
    await seed.close();
    return browser;
  };

  it('abuse 108: are deleted a few at a time, and so is an account', async () => {
    const eve = await fillFor('Eve', 400, 100);
    const address = '/recognition/actions/delete-all';
    const removed = await watched.longestHold(async () => expect((await eve.post(address)).status).to.equal(303));
    expect(removed, 'all results').to.be.below(MAX_HOLD_MS);
    expect((await eve.get('/recognition')).text).to.include('No recent results');

    const mallory = await fillFor('Mallory', 400, 100);
    const gone = await watched.longestHold(async () =>
      expect((await mallory.post('/account/delete', { confirm: 'yes' })).status).to.equal(303),
    );
    expect(gone, 'the account').to.be.below(MAX_HOLD_MS);
  });

  it('abuse 142: expire a few at a time when they are to be kept for a shorter time', async () => {
    const trudy = await fillFor('Trudy', 400, 100, Date.now() + 10 * MAX_CLOCK_ERROR_MS);
    const held = await watched.longestHold(async () =>
      expect((await trudy.post('/settings', { keep: '1' })).status).to.equal(303),
    );
    expect((await trudy.get('/recognition')).text).to.include('No recent results');
    expect(held).to.be.below(MAX_HOLD_MS);
  });
});
