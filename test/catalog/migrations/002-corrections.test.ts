import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { Kysely, Migrator, SqliteDialect, sql } from 'kysely';
import { openCatalog } from '../../../src/catalog/catalog';
import { migrations } from '../../../src/catalog/migrations';
import { openSqlite } from '../../../src/catalog/sqlite-driver';
import { temporaryFolder } from '../../support/app-process';
import { valueAt } from '../../support/elements';

describe('a catalog of the first release', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = temporaryFolder();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  async function makeFirst(names: readonly string[]): Promise<void> {
    const first = new Kysely<unknown>({
      dialect: new SqliteDialect({ database: openSqlite(path.join(dataDir, 'catalog.sqlite')) }),
    });
    const provider = { getMigrations: async () => ({ '001-everything': valueAt(migrations, '001-everything') }) };
    await new Migrator({ db: first, provider }).migrateToLatest();
    await sql`insert into users (issuer, subject, "displayName", folder, "createdAt") values ('i', 's', 'Grace', 'f', 0)`.execute(
      first,
    );
    for (const name of names)
      await sql`insert into people ("userId", name, "nameKey", "createdAt") values (1, ${name}, ${name}, 0)`.execute(
        first,
      );
    await first.destroy();
  }

  it('gives each person an address of their own, and what they are searched and sorted by', async () => {
    await makeFirst(['Žofie', '陳大文']);
    const catalog = await openCatalog(dataDir);
    const people = await catalog.selectFrom('people').selectAll().orderBy('id').execute();
    expect(people.map(({ searchKey }) => searchKey)).to.deep.equal(['ZOFIE', '陳大文']);
    for (const { handle } of people) expect(handle).to.match(/^[a-z0-9]{16,}$/);
    expect(new Set(people.map(({ handle }) => handle)).size).to.equal(2);
    expect(people.map(({ coverPhotoId }) => coverPhotoId)).to.deep.equal([null, null]);
    await catalog.destroy();
  });
});
