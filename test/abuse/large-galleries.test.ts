import { expect } from 'chai';
import { type Browser, signIn } from '../support/browser';
import { movedBy, strangers } from '../support/descriptors';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { Seed } from '../support/seed';

const FACES = 1000;

describe('a gallery made to hold everybody up', () => {
  let watched: WatchedApp;
  let eve: Browser;

  before(async () => {
    watched = await WatchedApp.start();
    // The first page of each kind compiles its templates, whoever asks for it.
    const result = await fill('Grace', async (seed) => {
      await seed.people(['Ada'], 1, strangers(30));
      return seed.result(1, strangers(30));
    });
    for (const address of [`/recognition/${result}`, '/recognition', `/recognition/${result}/image`, '/settings'])
      expect((await eve.get(address)).status).to.equal(200);
  });
  after(() => watched.close());

  const fill = async <T>(name: string, work: (seed: Seed) => Promise<T>): Promise<T> => {
    eve = await signIn(watched.url, name);
    const seed = await Seed.of(watched.dataDir, name);
    try {
      return await work(seed);
    } finally {
      await seed.close();
    }
  };
  const namesOf = (count: number) => Array.from({ length: count }, (_, i) => `Person ${i}`);
  const open = async (address: string) => {
    const hold = await watched.longestHold(async () => expect((await eve.get(address)).status).to.equal(200));
    expect(hold, `held by ${address}`).to.be.below(MAX_HOLD_MS);
  };

  it('abuse 97: everybody near everybody: 1,000 faces and 400 people', async () => {
    const one = strangers(31)();
    const id = await fill('Eve', async (seed) => {
      await seed.people(namesOf(400), 1, (i) => movedBy(one, i / 4000));
      for (let i = 0; i < 11; i++) await seed.result(FACES, (face) => movedBy(one, face / 10_000));
      return seed.result(FACES, (face) => movedBy(one, -face / 10_000), { isAtOnePlace: true });
    });
    for (const address of [id, '', `${id}?sure=0.70`, `${id}/image`]) await open(`/recognition/${address}`);
    await open('/settings');
  });
});
