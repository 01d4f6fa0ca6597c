import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { AppProcess, freePort } from '../support/app-process';
import { printCounts } from '../support/counts';
import { COMPILED, requireFaultTools } from '../support/fault-tools';
import { Household } from '../support/faulty-household';
import { expectOldOrNew } from '../support/kill-loop';
import { adding, importing, type Operation, recognizing } from '../support/operations';
import { storedIn } from '../support/stored';
import { Tmpfs } from '../support/tmpfs';

const NO_ROOM = /The server (is out of|ran out of|doesn’t have enough) disk space[^<]*\./;

describe('a disk that is full', function () {
  this.timeout(5 * 60_000);
  let disk: Tmpfs;
  let household: Household;
  const counts: Array<Record<string, string | number>> = [];
  before(async () => {
    requireFaultTools();
    disk = new Tmpfs();
    household = await Household.begin(disk.dataDir);
  });
  after(async () => {
    await household?.end();
    disk?.unmount();
    printCounts('A disk with room for 0, 1, 2 … more pages of 4 KiB, until it was enough', counts);
  });

  /** @returns whether there was enough room, and the answer */
  async function tryWith(pages: number, operation: Operation): Promise<{ isDone: boolean; status: number }> {
    const when = `${operation.name}, with ${pages} pages left`;
    disk.free();
    const run = await operation.prepare(household);
    const before = storedIn(disk.dataDir);
    disk.fill(pages);
    const { status, text } = await run();
    await operation.finish?.(household);
    // A user who signs in now sees everything, or a fault when even that needs too much room.
    await household.expectReadable();
    disk.free();
    if (status !== 303) {
      expect(status, `${when}: ${text}`).to.equal(507);
      expect(text, when).to.match(NO_ROOM);
      expect(storedIn(disk.dataDir), when).to.deep.equal(before);
    }
    const isDone = operation.resume
      ? operation.isDone(before, storedIn(disk.dataDir))
      : expectOldOrNew(operation, before, storedIn(disk.dataDir), when);
    if (status === 303) await operation.resume?.(household);
    expect(operation.isDone(before, storedIn(disk.dataDir)), when).to.equal(status === 303);
    return { isDone, status };
  }

  for (const operation of [adding, recognizing, importing]) {
    it(`abuse 76: ${operation.name}, on a disk that fills up at any page, is refused with 507 and works as soon as there is room`, async () => {
      const count = { operation: operation.name, tries: 0, refused: 0, interrupted: 0 };
      for (let pages = 0, isDone = false; !isDone; pages++) {
        const tried = await tryWith(pages, operation);
        isDone = tried.isDone;
        count.tries++;
        if (tried.status === 507) count.refused++;
        else if (!isDone) count.interrupted++;
      }
      expect(count.refused).to.be.above(2);
      counts.push(count);
      await household.expectSound();
      await household.expectRecognition();
    });
  }
});

describe('the app that can’t write at its start', function () {
  this.timeout(5 * 60_000);
  let disk: Tmpfs;
  before(() => {
    requireFaultTools();
    disk = new Tmpfs();
  });
  after(() => disk?.unmount());

  /** @returns what it printed; nothing when it has started */
  const saidAtStart = async () => {
    const app = new AppProcess({ PORT: String(await freePort()), DATA_DIR: disk.dataDir }, undefined, COMPILED);
    const ended = await app.endedBeforeAnswering();
    await app.kill();
    return ended === undefined ? undefined : { code: ended, printed: app.printed };
  };

  it('abuse 76: says in one sentence that there is no room, however little is left', async () => {
    let refused = 0;
    // A start takes some hundred pages: each of the first few, and then one in five.
    for (let pages = 0; ; pages += Math.ceil((pages + 1) / 5)) {
      rmSync(disk.dataDir, { recursive: true, force: true });
      disk.fill(pages);
      const said = await saidAtStart();
      if (!said) break;
      expect(said, `${pages} pages left`).to.have.property('code', 1);
      expect(said.printed, `${pages} pages left`).to.match(
        /^DATA_DIR is [^\n]+, on a disk that is full or can't be written to \([^\n]+\): fix that, or set another DATA_DIR\.\n$/,
      );
      refused++;
    }
    expect(refused).to.be.above(5);
  });

  it('abuse 77: says in one sentence that its folder is read-only, an old one and a new one', async () => {
    disk.free();
    for (const prepare of [() => {}, () => rmSync(disk.dataDir, { recursive: true })]) {
      disk.makeReadOnly(false);
      prepare();
      disk.makeReadOnly();
      const said = await saidAtStart();
      expect(said).to.have.property('code', 1);
      expect(said?.printed).to.match(
        /^[^\n]+ (can't write|can't be (opened|created|written to)) \([^\n]+\): [^\n]+\.\n$/,
      );
    }
  });
});
