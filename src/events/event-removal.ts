import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import type { Tables } from '../catalog/tables';
import { inTurns, Turns } from '../concurrency/turns';
import { deleteOldestCounters, LENGTH, ROWS_AT_ONCE, takeOff } from './event-bounds';
import { addSpace } from './event-rows';
import { sightingsIn } from './own-of-users';
import { handlesOf, removeAliases } from './person-aliases';

/** Deletes what was counted of a person who is deleted, and of those who were merged into them. */
export async function deleteSubject(trx: Transaction<Tables>, galleryId: number, handle: string): Promise<void> {
  const handles = await handlesOf(trx, galleryId, handle);
  for await (const some of inTurns(chunksOf(handles))) {
    const ids = await trx
      .selectFrom('events')
      .select('id')
      .where('galleryId', '=', galleryId)
      .where('subject', 'in', some)
      .execute();
    for await (const chunk of inTurns(chunksOf(ids.map(({ id }) => id))))
      await takeOff(
        trx,
        galleryId,
        await trx.deleteFrom('events').where('id', 'in', chunk).returning(LENGTH).execute(),
      );
    const collections = await sightingsIn(trx, galleryId);
    const counters = await trx
      .deleteFrom('eventCounters')
      .where('galleryId', '=', galleryId)
      .where('collection', 'in', collections)
      .where('attribute', '=', 'person')
      .where('value', 'in', some)
      .returning('period')
      .execute();
    const totals = counters.filter(({ period }) => period === 'all').length;
    if (counters.length > 0) await addSpace(trx, galleryId, { counters: totals - counters.length, totals: -totals });
    await removeAliases(trx, galleryId, some);
  }
}

/** Deletes all events of a gallery whose account is deleted, little by little. */
export async function emptyEvents(catalog: Catalog, { id: galleryId }: { id: number }): Promise<void> {
  const turns = new Turns();
  const goOn = async (table: 'events' | 'auditEntries') => {
    for (;;) {
      const oldest = catalog.selectFrom(table).select('id').where('galleryId', '=', galleryId).limit(ROWS_AT_ONCE);
      const { numDeletedRows } = await catalog.deleteFrom(table).where('id', 'in', oldest).executeTakeFirst();
      if (numDeletedRows === 0n) return;
      await turns.next();
    }
  };
  await goOn('events');
  await goOn('auditEntries');
  for (let gone = 1; gone > 0; await turns.next())
    gone = await catalog
      .transaction()
      .execute((trx) => deleteOldestCounters(trx, galleryId, undefined, ['hour', 'day', 'all']));
}
