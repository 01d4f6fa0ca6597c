import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { Leases } from '../../src/catalog/leases';
import { SharedTurns } from '../../src/catalog/shared-turns';
import { temporaryFolder } from '../support/app-process';
import { elementAt } from '../support/elements';
import { rejection } from '../support/rejection';

describe('SharedTurns', () => {
  let dataDir: string;
  let catalogs: Catalog[];
  let turns: SharedTurns[];
  let atWork = 0;
  let most = 0;
  before(async () => {
    dataDir = temporaryFolder();
    catalogs = [await openCatalog(dataDir), await openCatalog(dataDir)];
    turns = catalogs.map((catalog) => new SharedTurns(new Leases(catalog), 'work'));
  });
  after(async () => {
    for (const each of catalogs) await each.destroy();
    rmSync(dataDir, { recursive: true });
  });
  beforeEach(() => {
    most = 0;
  });

  const work = async () => {
    most = Math.max(most, ++atWork);
    await pause(20);
    atWork--;
    return most;
  };

  it('has two processes do the work of one key one after another', async () => {
    const results = await Promise.all([0, 1, 0, 1].map((which) => elementAt(turns, which).run(1, work)));
    expect(results).to.deep.equal([1, 1, 1, 1]);
  });

  it('lets the work of other keys go on meanwhile', async () => {
    let isDone = false;
    await elementAt(turns, 0).run(1, async () => {
      await elementAt(turns, 1).run(2, async () => {
        isDone = true;
      });
    });
    expect(isDone).to.equal(true);
  });

  it('goes on after work that failed', async () => {
    const failing = () => Promise.reject(new Error('failed'));
    expect((await rejection(elementAt(turns, 0).run(1, failing))).message).to.equal('failed');
    expect(await elementAt(turns, 1).run(1, work)).to.equal(1);
  });
});
