import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { type Catalog, openCatalog } from '../../../src/catalog/catalog';
import { inCatalog, PastGuesses } from '../../../src/web/middleware/guess-limits';
import { temporaryFolder, until } from '../../support/app-process';

describe('limits of guesses in the catalog', () => {
  const dataDir = temporaryFolder();
  let catalogs: [Catalog, Catalog];
  before(async () => {
    catalogs = [await openCatalog(dataDir), await openCatalog(dataDir)];
  });
  after(async () => {
    for (const each of catalogs) await each.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const limitsOf = (kind: string, seconds: number) => catalogs.map((each) => inCatalog(each)(kind, 3, seconds));

  it('count what all processes see, each kind and each visitor by itself', async () => {
    const [one, other] = limitsOf('passwords', 60);
    for (const limit of [one, other, one]) await limit?.consume('Ada');
    for (const limit of [one, other]) {
      const refused = await limit?.consume('Ada').catch((error) => error);
      expect(refused).to.be.instanceOf(RateLimiterRes);
      expect(refused.msBeforeNext).to.be.within(1, 60_000);
    }
    expect((await other?.consume('Bea'))?.remainingPoints).to.equal(2);
    expect((await limitsOf('other passwords', 60)[0]?.consume('Ada'))?.remainingPoints).to.equal(2);
    await one?.reward('Bea');
    expect((await other?.get('Bea'))?.consumedPoints).to.equal(0);
    expect((await one?.penalty('Cleo', 5))?.consumedPoints).to.equal(5);
    expect((await other?.get('Cleo'))?.consumedPoints).to.equal(5);
    expect(await one?.get('Dora')).to.equal(null);
  });

  it('begin anew when their time is over, and keep no name', async () => {
    const [one, other] = limitsOf('short', 0.05);
    await one?.penalty('Ada', 7);
    await until(async () => (await other?.get('Ada')) === null);
    expect((await other?.consume('Ada'))?.consumedPoints).to.equal(1);
    const rows = await catalogs[0].selectFrom('guesses').select('key').execute();
    expect(JSON.stringify(rows)).not.to.include('Ada');
    await until(async () => (await other?.get('Ada')) === null);
    await new PastGuesses(catalogs[0]).tidy();
    expect((await catalogs[0].selectFrom('guesses').select('key').execute()).length).to.equal(rows.length - 1);
  });

  it('begin anew after the clock was set back', async () => {
    const [one] = limitsOf('later', 60);
    await one?.penalty('Ada', 7);
    await catalogs[0]
      .updateTable('guesses')
      .set({ endsAt: Date.now() + 1e10 })
      .execute();
    expect((await one?.consume('Ada'))?.consumedPoints).to.equal(1);
  });
});
