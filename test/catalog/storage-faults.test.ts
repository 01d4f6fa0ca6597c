import { expect } from 'chai';
import { sql } from 'kysely';
import { faultOf, isStorageFault } from '../../src/catalog/storage-faults';
import { storageFull, tooBusy } from '../../src/errors';
import { withCatalog } from '../support/catalog';
import { rejection } from '../support/rejection';

describe('an error of the disk', () => {
  it('is 507 when it is full, and 503 when it fails or is read-only', () => {
    for (const [code, status] of Object.entries({ ENOSPC: 507, EDQUOT: 507, EIO: 503, EROFS: 503 })) {
      expect(faultOf(Object.assign(new Error(), { code })), code).to.have.property('status', status);
    }
    expect(faultOf(Object.assign(new Error(), { code: 'EACCES' }))).to.equal(undefined);
  });

  it('is distinguished from every other error', () => {
    expect([storageFull(), tooBusy(), new Error()].map(isStorageFault)).to.deep.equal([true, false, false]);
  });

  it('is recognized in a database error, too, and the database goes on when there is room', () =>
    withCatalog(async (catalog) => {
      const insert = (subject: string) =>
        catalog.transaction().execute(async (trx) => {
          const row = { issuer: 'here', subject, displayName: 'x'.repeat(3_000_000), createdAt: 0 };
          await trx.insertInto('users').values(row).execute();
        });
      await sql`pragma max_page_count = 1`.execute(catalog); // no more pages than it has
      expect(faultOf(await rejection(insert('a')))).to.include({ status: 507, id: 'storage_full' });
      await sql`pragma max_page_count = 100000`.execute(catalog);
      await insert('b');
      expect(await catalog.selectFrom('users').select('subject').execute()).to.deep.equal([{ subject: 'b' }]);
      await sql`pragma query_only = on`.execute(catalog);
      expect(faultOf(await rejection(insert('c')))).to.include({ status: 503, id: 'storage_unavailable' });
    }));
});
