import type { Catalog } from '../catalog/catalog';
import { isMakerOwner } from '../gallery/roles-in-queries';

/** What is being sent, by the id of its delivery. */
export type Running = ReadonlyMap<number, Pick<Due, 'webhookId' | 'galleryId'>>;

/** The delivery of a webhook that is to be sent next. */
export interface Due {
  deliveryId: number;
  webhookId: number;
  galleryId: number;
  /** Milliseconds since 1970. */
  nextAt: number;
}

/**
 * Finds the first delivery of each webhook that waits and isn't being sent: any of them while the webhook is on, and otherwise one that somebody
 * asked for. What waits isn't sent once the webhook's maker owns the gallery no more. One row is read for each webhook, however many wait.
 * @param when whether it is due or not yet
 */
async function firstWaiting(catalog: Catalog, running: Running, when: '<=' | '>'): Promise<Due[]> {
  return catalog
    .selectFrom('webhooks')
    .innerJoin('galleries', 'galleries.id', 'webhooks.galleryId')
    .innerJoin('webhookDeliveries', (join) =>
      join.on('webhookDeliveries.id', '=', (each) =>
        each
          .selectFrom('webhookDeliveries as own')
          .select('own.id')
          .whereRef('own.webhookId', '=', 'webhooks.id')
          .where('own.state', '=', 'waiting')
          .where('own.nextAt', when, Date.now())
          .where('own.id', 'not in', [...running.keys()])
          .where(({ or, eb }) => or([eb('webhooks.state', '=', 'on'), eb('own.isAsked', '=', 1)]))
          .orderBy('own.nextAt')
          .limit(1),
      ),
    )
    .where('galleries.deletedAt', 'is', null)
    .where('webhooks.state', '<>', 'deleted')
    .where(isMakerOwner)
    .select(['webhookDeliveries.id as deliveryId', 'webhookId', 'webhooks.galleryId', 'nextAt'])
    .$narrowType<{ nextAt: number }>()
    .execute();
}

/** Finds the next delivery of each webhook for which one is due and isn't being sent. */
export const dueDeliveries = (catalog: Catalog, running: Running): Promise<Due[]> =>
  firstWaiting(catalog, running, '<=');

/** Finds when something that isn't due yet is to be sent. @returns milliseconds since 1970; infinity when nothing waits */
export async function nextTime(catalog: Catalog): Promise<number> {
  const first = await firstWaiting(catalog, new Map(), '>');
  return first.reduce((earliest, { nextAt }) => Math.min(earliest, nextAt), Number.POSITIVE_INFINITY);
}
