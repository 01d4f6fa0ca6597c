import type { Catalog } from '../../src/catalog/catalog';

const COUNTER = { issuer: 'counter', subject: 'counter', displayName: 'Counter', createdAt: 0 };

/** Reads how far was counted, and then writes one more, in one transaction. */
export const countUp = (catalog: Catalog): Promise<void> =>
  catalog.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('users').select('createdAt').where('issuer', '=', 'counter').executeTakeFirst();
    if (!known) await trx.insertInto('users').values(COUNTER).execute();
    const createdAt = (known?.createdAt ?? 0) + 1;
    await trx.updateTable('users').set({ createdAt }).where('issuer', '=', 'counter').execute();
  });

/** How far was counted. */
export async function counted(catalog: Catalog): Promise<number> {
  const row = await catalog.selectFrom('users').select('createdAt').where('issuer', '=', 'counter').executeTakeFirst();
  return row?.createdAt ?? 0;
}
