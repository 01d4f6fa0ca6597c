import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { sql } from 'kysely';
import { type Catalog, openCatalog } from '../../../src/catalog/catalog';
import { tellAct } from '../../../src/events/act-rows';
import { AuditBook } from '../../../src/events/audit-book';
import { tell } from '../../../src/events/happenings';
import { temporaryFolder } from '../../support/app-process';
import { earlierCatalog } from '../../support/earlier-catalog';

const BEFORE = [
  `insert into users (id, issuer, subject, displayName, createdAt) values (3, 'i', 's', 'Grace', 1), (5, 'i', 't', 'Alan', 2), (6, '', 'u', '', 2)`,
  `insert into galleries (id, handle, name, ownerId, personalOf, folder, createdAt) values
    (1, 'h', 'n', 5, 5, 'f', 11), (2, 'i', 'n', 3, 3, 'g', 12)`,
  `insert into auditEntries (id, galleryId, createdAt, type, userId, keyHandle, keyName, address, details) values
    (1, 1, 20, 'sign-in', 5, null, null, '::1', '{}'),
    (2, 2, 21, 'person.added', 3, 'k', 'Door', null, '{"person":"p"}'),
    (3, 1, 22, 'import.failed', null, null, null, null, '{"id":"m"}'),
    (4, 1, 23, 'export', 9, null, null, null, '{}')`,
];
/** The latest entry went with its gallery. */
const LAST_GONE = [
  `insert into galleries (id, handle, name, ownerId, folder, createdAt, deletedAt) values (4, 'k', '', 6, 'd', 13, 99)`,
  `insert into auditEntries (id, galleryId, createdAt, type, details) values (50, 4, 24, 'export', '{}')`,
  `delete from auditEntries where id = 50`,
];

describe('migration 016', () => {
  let dataDir: string;
  let catalog: Catalog;
  beforeEach(() => {
    dataDir = temporaryFolder();
  });
  afterEach(async () => {
    await catalog.destroy();
    rmSync(dataDir, { recursive: true });
  });

  /** Opens a catalog that was at 015. @returns users and entries as they were there */
  async function open(statements: readonly string[]) {
    const old = await earlierCatalog(dataDir, '016', statements);
    const all = async (table: string) => (await sql<object>`select * from ${sql.table(table)}`.execute(old)).rows;
    const before = { users: await all('users'), entries: await all('auditEntries') };
    await old.destroy();
    catalog = await openCatalog(dataDir);
    return before;
  }
  const everything = () => new AuditBook(catalog).listAll({ limit: 100, userId: 3 });

  it('keeps users and audit entries as they are, and lists acts after them', async () => {
    const before = await open([...BEFORE, ...LAST_GONE]);
    const entries = await catalog.selectFrom('auditEntries').selectAll().execute();
    expect(entries).to.have.length(4);
    for (const [i, each] of entries.entries()) expect(each).to.deep.include(before.entries[i]);
    const users = await catalog.selectFrom('users').selectAll().execute();
    expect(users).to.have.length(3);
    const unknown = { email: null, lastVisitAt: null, suspendedAt: null, storageMegabytes: null };
    for (const [i, each] of users.entries()) expect(each).to.deep.include({ ...before.users[i], ...unknown });
    expect(await catalog.selectFrom('acts').selectAll().execute()).to.deep.equal([]);

    await catalog.transaction().execute(async (trx) => {
      await tellAct(trx, { type: 'user.resumed', user: 5 });
      await tell(trx, 2, { type: 'settings.changed' });
      await tellAct(trx, { type: 'user.suspended', user: 5 });
    });
    expect((await everything()).map(({ id, type, userName }) => [id, type, userName])).to.deep.equal([
      [53, 'user.suspended', null],
      [52, 'settings.changed', null],
      [51, 'user.resumed', null],
      [4, 'export', null],
      [3, 'import.failed', null],
      [2, 'person.added', 'Grace'],
      [1, 'sign-in', 'Alan'],
    ]);
  });

  it('gives the first act an id where there was no entry', async () => {
    await open([]);
    await catalog.transaction().execute((trx) => tellAct(trx, { type: 'user.resumed', user: 5 }));
    expect((await everything()).map(({ id }) => id)).to.deep.equal([1]);
  });
});
