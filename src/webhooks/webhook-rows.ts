import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { WebhookTable } from '../catalog/webhook-tables';
import { webhookNotFound, webhookOfAnother } from '../errors';
import { SENT_TYPES, type SentType } from '../events/outbox';
import type { Gallery } from '../gallery/galleries';
import type { Viewer } from '../gallery/viewer';

/** A webhook, without its secrets. */
export interface Webhook {
  id: number;
  handle: string;
  galleryId: number;
  /** Who made it; null once they are gone. */
  userId: number | null;
  name: string;
  url: string;
  types: readonly SentType[];
  /** `off`: the app has switched it off. */
  state: 'on' | 'paused' | 'off';
  /** When the first delivery failed since the last one that got through; null when the last one did. */
  failingSince: number | null;
  /** Until when the secret before signs, too; null when there is none. */
  previousUntil: number | null;
  createdAt: number;
}

type Row = Selectable<WebhookTable>;
type State = Webhook['state'];

/** What a webhook may be told of, of a list of types with spaces between them. */
const typesOf = (types: string): SentType[] => SENT_TYPES.filter((each) => types.split(' ').includes(each));

/** A row without what only the sender needs. */
export const webhookOf = ({
  secret: _,
  previousSecret: __,
  version: ___,
  types,
  ...row
}: Row & { state: State }): Webhook => ({
  ...row,
  types: typesOf(types),
});

/** The webhooks that aren't being deleted. */
export const presentWebhooks = (catalog: Kysely<Tables>) =>
  catalog.selectFrom('webhooks').selectAll().where('state', '<>', 'deleted').$narrowType<{ state: State }>();

/** Lists a gallery's webhooks, the oldest first. */
export async function webhooksOf(catalog: Kysely<Tables>, { id }: Pick<Gallery, 'id'>): Promise<Webhook[]> {
  const rows = await presentWebhooks(catalog).where('galleryId', '=', id).orderBy('id').execute();
  return rows.map(webhookOf);
}

/**
 * Finds a webhook that somebody made. What it sends are their own results, so that other owners may only list and delete it.
 * @throws webhookNotFound, webhookOfAnother
 */
export async function findOwnWebhook(catalog: Kysely<Tables>, viewer: Viewer, handle: string): Promise<Webhook> {
  const webhook = await findWebhook(catalog, viewer.gallery, handle);
  if (webhook.userId !== viewer.userId) throw webhookOfAnother();
  return webhook;
}

/** Finds a webhook of a gallery. @throws webhookNotFound */
export async function findWebhook(catalog: Kysely<Tables>, { id }: Gallery, handle: string): Promise<Webhook> {
  const row = await presentWebhooks(catalog)
    .where('galleryId', '=', id)
    .where('handle', '=', handle)
    .executeTakeFirstOrThrow(webhookNotFound);
  return webhookOf(row);
}

/** Changes columns of a webhook. @throws webhookNotFound */
export async function updateWebhook(
  trx: Transaction<Tables>,
  { id }: Pick<Webhook, 'id'>,
  changed: Partial<Omit<Row, 'id' | 'handle' | 'galleryId' | 'createdAt' | 'state'> & { state: State }>,
): Promise<Webhook> {
  const row = await trx
    .updateTable('webhooks')
    .set(changed)
    .where('id', '=', id)
    .where('state', '<>', 'deleted')
    .returningAll()
    .$narrowType<{ state: State }>()
    .executeTakeFirstOrThrow(webhookNotFound);
  return webhookOf(row);
}
