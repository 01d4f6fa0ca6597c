import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { type Lease, LeaseLost, Leases, requireLease } from '../../src/catalog/leases';
import { temporaryFolder, until } from '../support/app-process';
import { rejection } from '../support/rejection';

const LONG = 60_000;

describe('Leases', () => {
  const dataDir = temporaryFolder();
  let catalogs: Catalog[];
  let one: Leases;
  let other: Leases;
  before(async () => {
    catalogs = [await openCatalog(dataDir), await openCatalog(dataDir)];
    [one, other] = catalogs.map((catalog) => new Leases(catalog)) as [Leases, Leases];
  });
  after(async () => {
    for (const each of catalogs) await each.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const catalog = () => catalogs[0] as Catalog;
  const untouched = async () => expect.fail('somebody else has it');

  it('are had by one at a time, and by the next one as soon as they are given back', async () => {
    const done: string[] = [];
    const isDone = await one.hold('work', LONG, async () => {
      expect(await one.isHeld('work')).to.equal(true);
      expect(await other.hold('work', LONG, untouched)).to.equal(false);
      expect(await one.hold('work', LONG, untouched), 'not even twice by one').to.equal(false);
      expect(await other.hold('other work', LONG, async () => void done.push('other work'))).to.equal(true);
    });
    expect(isDone).to.equal(true);
    expect(await one.isHeld('work')).to.equal(false);
    await other.hold('work', LONG, async () => void done.push('work'));
    expect(done).to.deep.equal(['other work', 'work']);
  });

  it('are given back after a failure, too', async () => {
    const failing = one.hold('failing', LONG, async () => {
      throw new Error('It failed.');
    });
    expect((await rejection(failing)).message).to.equal('It failed.');
    expect(await one.isHeld('failing')).to.equal(false);
  });

  it('last as long as the work does', async () => {
    await one.hold('short', 60, async (lost) => {
      await pause(300);
      expect(await other.hold('short', LONG, untouched)).to.equal(false);
      expect(lost.aborted).to.equal(false);
    });
  });

  it('end by themselves when their owner is gone', async () => {
    const leave = { name: 'left', owner: 'a dead process', epoch: 7 };
    await catalog()
      .insertInto('leases')
      .values({ ...leave, until: Date.now() + 150 })
      .execute();
    const take = () => one.hold('left', LONG, async (_lost, { epoch }) => void expect(epoch).to.equal(8));
    expect(await take()).to.equal(false);
    await until(take);
  });

  it('count for nothing after the clock was set back', async () => {
    const leave = { name: 'from the future', owner: 'a dead process', epoch: 1 };
    await catalog()
      .insertInto('leases')
      .values({ ...leave, until: Date.now() + 1e10 })
      .execute();
    expect(await one.isHeld('from the future')).to.equal(false);
    expect(await one.hold('from the future', LONG, async () => {})).to.equal(true);
  });

  it('refuse what is written by somebody who had one before, and tell them', async () => {
    let lostBy: AbortSignal | undefined;
    let lease: Lease | undefined;
    await one.hold('seized', 60, async (lost, own) => {
      [lostBy, lease] = [lost, own];
      await requireLease(catalog(), own);
      await other.seize('seized', LONG, async (_lost, { epoch }) => {
        expect(epoch).to.equal(own.epoch + 1);
        await until(() => lost.aborted);
      });
      expect(await rejection(requireLease(catalog(), own))).to.be.instanceOf(LeaseLost);
    });
    expect(lostBy?.reason).to.be.instanceOf(LeaseLost);
    await other.hold('seized', LONG, async (_lost, own) => {
      expect(own.epoch).to.equal((lease?.epoch ?? 0) + 2);
      expect(await one.isHeld('seized'), 'the first one gave back nothing of another’s').to.equal(true);
    });
  });

  it('all end when a process has the catalog alone', async () => {
    await one.hold('of a dead process', LONG, async () => {
      await other.endAll();
      expect(await other.isHeld('of a dead process')).to.equal(false);
      await other.forget('of a dead process');
      expect(await other.hold('of a dead process', LONG, async () => {})).to.equal(true);
    });
  });
});
