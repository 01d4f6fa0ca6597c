import { expect } from 'chai';
import { openCatalog } from '../../src/catalog/catalog';
import { insertEvents } from '../../src/events/event-rows';
import { signIn } from '../support/browser';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { Seed } from '../support/seed';

const STEPS = 40;
const EACH = 5000;

describe('an account with hundreds of thousands of events', () => {
  let watched: WatchedApp;
  before(async () => {
    watched = await WatchedApp.start();
  });
  after(() => watched.close());

  it('abuse 187: is deleted with all of them, and nobody else has to wait', async () => {
    const eve = await signIn(watched.url, 'Eve');
    const seed = await Seed.of(watched.dataDir, 'Eve');
    const { catalog, gallery } = seed;
    for (let step = 0; step < STEPS; step += 1) {
      const events = Array.from({ length: EACH }, (_, i) => ({
        ...{ collection: 'pageviews', groupBy: ['page'], attributes: { page: `${step}-${i % 500}` } },
      }));
      await catalog.transaction().execute((trx) => insertEvents(trx, gallery.id, events));
    }
    await seed.close();
    const held = await watched.longestHold(async () => {
      const { status } = await eve.post('/account/delete', { confirm: 'yes' });
      expect(status).to.equal(303);
    });
    expect(held).to.be.below(MAX_HOLD_MS);
    const left = await openCatalog(watched.dataDir);
    for (const table of ['events', 'eventCounters', 'eventSpace', 'auditEntries'] as const)
      expect(await left.selectFrom(table).selectAll().execute(), table).to.deep.equal([]);
    await left.destroy();
  }).timeout(180_000);
});
