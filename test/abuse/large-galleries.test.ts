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

  const heldByPost = (address: string, form: Record<string, string>) =>
    watched.longestHold(async () => expect((await eve.post(address, form)).status, address).to.equal(303));

  it('abuse 138: 10,000 verdicts and 10,000 ignored faces, all of them on the faces of one photo', async () => {
    const descriptor = strangers(32);
    const one = descriptor();
    const hash = 'f0f0f0f0f0f0f0f0';
    const id = await fill('Mallory', async (seed) => {
      const people = await seed.people(namesOf(2000), 1, (i) =>
        i < 200 ? movedBy(one, 0.3 + i / 2000) : descriptor(),
      );
      const said = (personId: number, i: number) => ({
        ...{ personId, isPerson: false, descriptor: movedBy(one, i / 100_000) },
        ...(i % 2 === 0 && { pictureHash: hash }),
      });
      await seed.verdicts(Array.from({ length: 10_000 }, (_, i) => said(people[i % people.length] ?? 0, i)));
      await seed.ignored(
        Array.from({ length: 10_000 }, (_, i) => movedBy(descriptor(), i / 1000)),
        hash,
      );
      return seed.result(100, (face) => movedBy(one, face / 10_000), { pictureHash: hash });
    });
    for (const address of [id, '', `${id}/image`]) await open(`/recognition/${address}`);
    await open('/ignored');
    const handles = Array.from({ length: 100 }, (_, i) => `${i + 1}:p${2000 + i}`).join(' ');
    for (const [address, form] of [
      [`/recognition/${id}/confirm-all`, { faces: handles }],
      [`/recognition/${id}/undo-confirm-all`, { faces: handles, at: '1' }],
      [`/recognition/${id}/faces/3/reject`, { person: 'p2000' }],
      [`/recognition/${id}/faces/3/ignore`, {}],
      ['/ignored/actions/remove-all', {}],
    ] as const)
      expect(await heldByPost(address, form), address).to.be.below(MAX_HOLD_MS);
  });

  it('abuse 115: 1,000 merges of a day; 40,000 remarks on one face are taken back', async () => {
    const descriptor = strangers(33);
    const one = descriptor();
    const { id, kept } = await fill('Trudy', async (seed) => {
      const [ada = 0] = await seed.people(['Ada'], 5000, (i) => movedBy(one, i / 50_000));
      await seed.verdicts(
        Array.from({ length: 40_000 }, (_, i) => ({
          ...{ personId: ada, isPerson: true, descriptor: movedBy(one, i / 1_000_000) },
        })),
      );
      await seed.merges(ada, 1000, 5000);
      return { id: await seed.result(1, () => one), kept: `p${ada}` };
    });
    await open(`/people/${kept}`);
    await open(`/people/${kept}?page=3`);
    expect(
      await watched.longestHold(async () => expect((await eve.get('/people/nobody')).status).to.equal(404)),
    ).to.be.below(MAX_HOLD_MS);
    await open(`/recognition/${id}`);
    expect(await heldByPost(`/recognition/${id}/faces/1/forget`, { person: kept })).to.be.below(MAX_HOLD_MS);
    expect((await eve.get(`/recognition/${id}`)).text).not.to.include('Confirmed by you');
    expect(await heldByPost(`/people/${kept}/delete`, {})).to.be.below(MAX_HOLD_MS);
    expect((await eve.get(`/people/${kept}`)).status).to.equal(404);
  });

  it('abuse 139: a person with 24,000 photos, half of them unlike the others, and 5,000 people on the dashboard', async () => {
    const descriptor = strangers(34);
    const one = descriptor();
    const kept = await fill('Oscar', async (seed) => {
      await seed.people(namesOf(5000), 1, descriptor);
      const [ada = 0] = await seed.people(['Ada'], 24_000, (i) =>
        i % 2 === 0 ? movedBy(one, (i % 9) / 100) : descriptor(),
      );
      return `p${ada}`;
    });
    for (const address of [
      `/people/${kept}`,
      `/people/${kept}?show=unlike&page=2`,
      '/',
      '/?sort=recent',
      '/?sort=photos',
      '/?q=son',
    ])
      await open(address);
    await open('/settings');
  });

  it('abuse 145: two people with 10,000 photos each are merged, parted again and renamed', async () => {
    const descriptor = strangers(37);
    const one = descriptor();
    const [ada, bea] = await fill('Walter', (seed) =>
      seed.people(['Ada', 'Bea'], 10_000, (i) => movedBy(one, (i % 9) / 100)),
    );
    for (const [address, form] of [
      [`/people/p${ada}/merge`, { handle: `p${bea}`, insist: 'yes' }],
      [`/people/p${ada}/rename`, { name: 'Cleo' }],
    ] as const)
      expect(await heldByPost(address, form), address).to.be.below(MAX_HOLD_MS);
    const { text } = await eve.get(`/people/p${ada}`);
    const undo = /action="(\/people\/actions\/undo-merge\/[^"]+)"/.exec(text)?.[1] ?? '';
    expect(await heldByPost(undo, {}), undo).to.be.below(MAX_HOLD_MS);
    expect((await eve.get(`/people/p${bea}`)).text).to.include('10000 photos');
  });

  it('abuse 140: names of 100 compound emoji at 300 faces: the page and the drawn photo stay small', async () => {
    const descriptor = strangers(35);
    const people = Array.from({ length: 300 }, descriptor);
    const emoji = (i: number) => `${'👩🏽‍❤️‍💋‍👨🏿'.repeat(98)}${i}`;
    const id = await fill('Peggy', async (seed) => {
      await seed.people(
        people.map((_, i) => emoji(i)),
        1,
        (i) => people[i] ?? descriptor(),
      );
      return seed.result(300, (i) => people[i] ?? descriptor());
    });
    for (const address of [`/recognition/${id}`, '/recognition', '/']) {
      await open(address);
      expect((await eve.get(address)).bytes.length, address).to.be.below(3_000_000);
    }
  });

  it('abuse 120: a drawn photo with 120 names of 100 emoji', async () => {
    const descriptor = strangers(36);
    const people = Array.from({ length: 120 }, descriptor);
    const id = await fill('Victor', async (seed) => {
      await seed.people(
        people.map((_, i) => `${'😀🎻🪗🦄🍇🛟🧿🪄🫖🧵'.repeat(9)}${i}`),
        1,
        (i) => people[i] ?? descriptor(),
      );
      return seed.result(120, (i) => people[i] ?? descriptor());
    });
    await open(`/recognition/${id}/image`);
  });
});
