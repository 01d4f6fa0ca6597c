import type { Deliveries } from './deliveries';
import type { Sender } from './sender';
import type { Webhooks } from './webhooks';

/** The services of webhooks/. */
export interface WebhookServices {
  webhooks: Webhooks;
  deliveries: Deliveries;
  sender: Sender;
}

/** What the controllers of webhooks/ need. */
export type WebhookNeeds = Pick<WebhookServices, 'webhooks' | 'deliveries'>;
