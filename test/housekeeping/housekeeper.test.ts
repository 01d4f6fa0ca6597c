import { rmSync } from 'node:fs';
import { expect } from 'chai';
import pino from 'pino';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { Leases } from '../../src/catalog/leases';
import { Housekeeper } from '../../src/housekeeping/housekeeper';
import { temporaryFolder, until } from '../support/app-process';

const LONG = 60_000;

describe('Housekeeper', () => {
  const dataDir = temporaryFolder();
  let catalogs: [Catalog, Catalog];
  let done: string[];
  const logged: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line).task) });
  before(async () => {
    catalogs = [await openCatalog(dataDir), await openCatalog(dataDir)];
  });
  after(async () => {
    for (const each of catalogs) await each.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });
  beforeEach(() => {
    done = [];
  });

  const housekeeperOf = (name: string, catalog: Catalog) =>
    new Housekeeper(
      { catalog, leases: new Leases(catalog), log },
      {
        kept: {
          failing: {
            async tidy() {
              done.push(`${name} fails`);
              throw new Error('It failed.');
            },
          },
          old: { tidy: async () => void done.push(`${name} tidies`) },
        },
        swept: {
          files: { sweep: async (isAlone) => void done.push(`${name} sweeps ${isAlone ? 'alone' : 'beside'}`) },
        },
      },
    );

  it('does everything before anybody is served, where it is alone, and stops at the first failure', async () => {
    const failure = await housekeeperOf('one', catalogs[0])
      .runAlone()
      .catch(({ message }) => message);
    expect(failure).to.equal('It failed.');
    expect(done).to.deep.equal(['one fails']);
  });

  it('goes on beside others with what crashed processes left, and sweeps nothing then', async () => {
    const one = housekeeperOf('one', catalogs[0]);
    one.start(true);
    await until(() => done.length === 2);
    await one.close();
    expect(done).to.deep.equal(['one fails', 'one tidies']);
    expect(logged, 'a failure keeps nothing else from being done').to.deep.equal(['failing']);
  });

  it('leaves it to whoever does it already', async () => {
    const other = housekeeperOf('other', catalogs[1]);
    await new Leases(catalogs[0]).hold('housekeeping', LONG, async () => {
      other.start(true);
      await other.close();
    });
    expect(done).to.deep.equal([]);
  });
});
