import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { removeDeliveries } from './delivery-rows';
import type { Webhook } from './webhook-rows';

type Choosing = SelectQueryBuilder<Tables, 'webhooks', { id: number }>;

/** Marks a webhook as deleted: nobody finds it any more, and nothing more is sent or written. */
export async function markWebhook(trx: Transaction<Tables>, { id }: Pick<Webhook, 'id'>): Promise<void> {
  await trx.updateTable('webhooks').set({ state: 'deleted', version: sql`version + 1` }).where('id', '=', id).execute();
}

/** Deletes webhooks with all of their deliveries, little by little. @param which says which */
export async function removeWebhooks(catalog: Kysely<Tables>, which: (query: Choosing) => Choosing): Promise<void> {
  for (const { id } of await which(catalog.selectFrom('webhooks').select('id')).execute()) {
    await removeDeliveries(catalog, (query) => query.where('webhookId', '=', id));
    await catalog.deleteFrom('webhooks').where('id', '=', id).execute();
  }
}
