import { expect } from 'chai';
import { signIn } from '../support/browser';
import { movedBy, strangers } from '../support/descriptors';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { Seed } from '../support/seed';

const FACES = 300;
const REJECTED = 10;
/** A name that takes five times its length on a page. */
const longName = (i: number) => `${'&"<>\''.repeat(19)}${i}`;

describe('long pages that one user asks for at the same time', function () {
  this.timeout(300_000); // pages of several megabytes
  let app: WatchedApp;
  before(async () => {
    app = await WatchedApp.start();
  });
  after(() => app.close());

  it('abuse 149: 300 faces, each of which isn’t any of ten people with long names, four times at once', async () => {
    const mallory = await signIn(app.url, 'Mallory');
    const seed = await Seed.of(app.dataDir, 'Mallory');
    const people = Array.from({ length: FACES }, strangers(40));
    const near = (i: number) => movedBy(people[i % FACES] ?? new Float32Array(), 0.55);
    const ids = await seed.people(
      people.map((_, i) => longName(i)),
      1,
      (i) => people[i] ?? near(i),
    );
    const verdicts = Array.from({ length: FACES * REJECTED }, (_, i) => ({
      ...{ personId: ids[(i + 7 + Math.floor(i / FACES)) % FACES] ?? 0, isPerson: false, descriptor: near(i) },
    }));
    const page = `/recognition/${await seed.result(FACES, near)}`;
    expect((await mallory.get(page)).status).to.equal(200); // compiles the templates
    await seed.verdicts(verdicts);
    await seed.close();
    const held = await app.longestHold(async () => {
      const pages = await Promise.all(Array.from({ length: 4 }, () => mallory.get(page)));
      for (const { status, text } of pages) {
        expect(status).to.equal(200);
        expect(text).to.include('You said this isn’t');
      }
    });
    expect(held).to.be.below(MAX_HOLD_MS);
  });
});
