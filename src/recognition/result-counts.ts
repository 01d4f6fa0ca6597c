import type { Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { Viewer } from '../gallery/viewer';
import { isSeenBy } from './recognition-rows';

/** The results that somebody sees in a gallery. */
export interface ResultCounts {
  own: number;
  /** Of others, who share them. */
  shared: number;
}

const current = (catalog: Kysely<Tables>) => catalog.selectFrom('recognitions').where('expiresAt', '>', Date.now());

/** Counts the results that somebody sees in a gallery: their own, and those that others share. */
export async function countResults(catalog: Kysely<Tables>, viewer: Viewer): Promise<ResultCounts> {
  const { seen, own } = await current(catalog)
    .where(isSeenBy(viewer))
    .select(({ fn }) => fn.countAll<number>().as('seen'))
    .select(({ eb, fn }) =>
      fn
        .coalesce(fn.sum<number>(eb.case().when('userId', '=', viewer.userId).then(1).else(0).end()), eb.lit(0))
        .as('own'),
    )
    .executeTakeFirstOrThrow();
  return { own: Number(own), shared: Number(seen) - Number(own) };
}

/** Counts somebody's own results in every gallery. @returns how many by the galleries' ids; galleries without any are left out */
export async function countOwnResults(catalog: Kysely<Tables>, userId: number): Promise<Map<number, number>> {
  const rows = await current(catalog)
    .where('userId', '=', userId)
    .select(['galleryId', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('galleryId')
    .execute();
  return new Map(rows.map(({ galleryId, count }) => [galleryId, Number(count)]));
}
