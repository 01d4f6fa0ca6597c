import type { DeliveryInFull } from '../../webhooks/deliveries';
import type { Delivery } from '../../webhooks/delivery-rows';
import { isFailure } from '../../webhooks/failures';
import type { Webhook } from '../../webhooks/webhook-rows';
import { timeOf } from '../protocol/fields';

const timeOrNull = (milliseconds: number | null) => (milliseconds === null ? null : timeOf(milliseconds));

/** Picks what the API shows of a webhook. */
export const presentWebhook = (webhook: Webhook) => ({
  id: webhook.handle,
  name: webhook.name,
  url: webhook.url,
  types: webhook.types,
  state: webhook.state,
  failingSince: timeOrNull(webhook.failingSince),
  previousSecretUntil: timeOrNull(webhook.previousUntil),
  createdAt: timeOf(webhook.createdAt),
});

/** Picks what the API shows of a delivery: not what was sent, which names people. */
export const presentDelivery = (delivery: Delivery) => ({
  id: delivery.handle,
  type: delivery.type,
  state: delivery.state,
  attempts: delivery.attempts,
  happenedAt: timeOf(delivery.happenedAt),
  nextAttemptAt: timeOrNull(delivery.nextAt),
});

/** Picks what the API shows of a delivery and its attempts. */
export const presentDeliveryInFull = ({ tries, ...delivery }: DeliveryInFull) => ({
  ...presentDelivery(delivery),
  log: tries.map(({ startedAt, milliseconds, status, failure, answer }) => ({
    ...{ startedAt: timeOf(startedAt), milliseconds, status, answer },
    failure: failure !== null && isFailure(failure) ? failure : null,
  })),
});
