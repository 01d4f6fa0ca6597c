import { expect } from 'chai';
import { type Browser, signIn } from '../support/browser';
import { movedBy, strangers } from '../support/descriptors';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { Seed } from '../support/seed';

const PHOTOS = 24_000;

describe('people and accounts with tens of thousands of photos', () => {
  let watched: WatchedApp;

  before(async () => {
    watched = await WatchedApp.start();
    expect((await (await signIn(watched.url, 'Wendy')).get('/')).status).to.equal(200);
  });
  after(() => watched.close());

  const fill = async <T>(name: string, work: (seed: Seed) => Promise<T>) => {
    const browser = await signIn(watched.url, name);
    const seed = await Seed.of(watched.dataDir, name);
    try {
      return { browser, filled: await work(seed) };
    } finally {
      await seed.close();
    }
  };
  const someone = strangers(41)();
  const near = (i: number) => movedBy(someone, (i % 9) / 100);

  const post = async (browser: Browser, address: string, form: Record<string, string> = {}) => {
    const hold = await watched.longestHold(async () =>
      expect((await browser.post(address, form)).status, address).to.equal(303),
    );
    expect(hold, `held by ${address}`).to.be.below(MAX_HOLD_MS);
  };
  const undoAddress = async (browser: Browser, handle: string) => {
    const { text } = await browser.get(`/people/${handle}`);
    return /action="(\/people\/actions\/undo-merge\/[^"]+)"/.exec(text)?.[1] ?? '';
  };

  it('abuse 146: a person is deleted with 24,000 photos, 1,000 merges of all of them and 300 drafts of 300 faces', async () => {
    const { browser, filled: ada } = await fill('Oscar', async (seed) => {
      const [id = 0] = await seed.people(['Ada'], PHOTOS, near);
      await seed.merges(id, 1000, PHOTOS);
      await seed.drafts(id, 'Ada', 300, 300, someone);
      return `p${id}`;
    });
    await post(browser, `/people/${ada}/delete`);
    expect((await browser.get(`/people/${ada}`)).status).to.equal(404);
    expect((await browser.get('/')).text).to.include('No people yet');
  });

  it('abuse 146: a person with as much is merged, which drops the oldest merges, parted again and deleted', async () => {
    const { browser, filled } = await fill('Walter', async (seed) => {
      const [ada = 0, bea = 0] = await seed.people(['Ada', 'Bea'], PHOTOS / 2, near);
      await seed.merges(bea, 1000, PHOTOS / 2);
      await seed.drafts(bea, 'Bea', 300, 300, someone);
      return { ada: `p${ada}`, bea: `p${bea}` };
    });
    const { ada, bea } = filled;
    await post(browser, `/people/${ada}/merge`, { handle: bea, insist: 'yes' });
    await post(browser, await undoAddress(browser, ada));
    expect((await browser.get(`/people/${bea}`)).text).to.include('12000 photos');
    await post(browser, `/people/${bea}/delete`);
  });

  it('abuse 146: an account is deleted with as much', async () => {
    const { browser } = await fill('Trudy', async (seed) => {
      await seed.people(
        Array.from({ length: 5000 }, (_, i) => `Person ${i}`),
        1,
        near,
      );
      const [ada = 0] = await seed.people(['Ada'], PHOTOS, near);
      await seed.merges(ada, 500, PHOTOS);
      await seed.drafts(ada, 'Ada', 300, 300, someone);
    });
    await post(browser, '/account/delete', { confirm: 'yes' });
    expect((await browser.get('/')).location).to.include('/login');
  });
});
