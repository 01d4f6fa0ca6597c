import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'chai';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { openSqlite } from '../../src/catalog/sqlite-driver';
import { faultOf } from '../../src/catalog/storage-faults';
import { waitForOthers } from '../../src/catalog/wait-for-others';
import { AppProcess, temporaryFolder } from '../support/app-process';
import { elementAt } from '../support/elements';
import { rejection } from '../support/rejection';
import { counted, countUp } from '../support/shared-catalog';

const PROCESSES = 3;
const TIMES = 40;

describe('a catalog that several processes have open', () => {
  let dataDir: string;
  let catalogs: Catalog[];
  beforeEach(() => {
    dataDir = temporaryFolder();
    catalogs = [];
  });
  afterEach(async () => {
    for (const each of catalogs) await each.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const open = async () => {
    const catalog = await openCatalog(dataDir);
    catalogs.push(catalog);
    return catalog;
  };

  it('is made once, whoever comes first, and loses nothing of what they count', async function () {
    this.timeout(60_000);
    const command = [process.execPath, '-r', 'ts-node/register/transpile-only', 'test/support/counting-process.ts'];
    const root = path.join(__dirname, '..', '..');
    const all = Array.from({ length: PROCESSES }, () => new AppProcess({}, root, [...command, dataDir, String(TIMES)]));
    for (const each of all) expect(await each.ended, each.printed).to.equal(0);
    expect(await counted(await open())).to.equal(PROCESSES * TIMES);
  });

  it('is made once by those that begin at the same moment', async () => {
    catalogs = await Promise.all(Array.from({ length: 4 }, () => openCatalog(dataDir)));
    for (const each of catalogs) await countUp(each);
    expect(await counted(elementAt(catalogs, 0))).to.equal(4);
  });

  it('has a transaction that read first wait for another, and see what that did', async () => {
    const [one, other] = [await open(), await open()];
    await Promise.all(Array.from({ length: TIMES }, (_, i) => countUp(i % 2 === 0 ? one : other)));
    expect(await counted(one)).to.equal(TIMES);
  });

  it('lets everybody else go on while something waits for another process', async () => {
    const [one, other] = [await open(), await open()];
    let waiting: Promise<void> | undefined;
    let isDone = false;
    await one.transaction().execute(async (trx) => {
      await trx.deleteFrom('sessions').execute();
      waiting = countUp(other).then(() => {
        isDone = true;
      });
      await pause(50);
      expect(isDone).to.equal(false);
    });
    await waiting;
    expect(await counted(one)).to.equal(1);
  });

  it('is read meanwhile', async () => {
    const [one, other] = [await open(), await open()];
    await countUp(one);
    await one.transaction().execute(async (trx) => {
      await trx.deleteFrom('users').execute();
      expect(await counted(other)).to.equal(1);
    });
    expect(await counted(other)).to.equal(0);
  });

  it('is a busy server, once another process has written for too long', async () => {
    await open();
    const file = path.join(dataDir, 'catalog.sqlite');
    const [holder, other] = [new DatabaseSync(file), openSqlite(file)];
    holder.exec('begin immediate');
    const error = await rejection(waitForOthers(() => other.prepare('begin immediate').run([]), 0));
    expect(faultOf(error)).to.include({ status: 503, id: 'catalog_busy' });
    holder.exec('rollback');
    await waitForOthers(() => other.prepare('begin immediate').run([]), 0);
    other.prepare('rollback').run([]);
    holder.close();
    other.close();
  });
});
