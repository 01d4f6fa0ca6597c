import { SENT_TYPES, type SentType } from '../events/outbox';
import type { DeliveryInFull } from './deliveries';
import type { Delivery } from './delivery-rows';
import { FAILURES, isFailure } from './failures';
import type { Webhook } from './webhook-rows';
import { boxOf } from './webhooks-schema';

/** What a webhook may be told of, for people. */
const SENTENCES: Record<SentType, string> = {
  'recognition.completed': 'Faces in a photo were recognized',
  'person.seen': 'Somebody was seen for sure',
  'person.added': 'Somebody was added',
  'import.done': 'An import is done',
};

const STATES = { on: 'On', paused: 'Paused', off: 'Switched off' } as const;
const OUTCOMES = { waiting: 'Waiting', delivered: 'Delivered', failed: 'Failed', dropped: 'Not sent' } as const;

const timeOf = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString());

/** The address of a webhook's page. */
export const webhookUrl = ({ handle }: Pick<Webhook, 'handle'>): string => `/webhooks/${handle}`;

/** Prepares a webhook for its page and for the list. */
export const presentWebhook = (webhook: Webhook) => ({
  name: webhook.name,
  address: webhook.url,
  url: webhookUrl(webhook),
  state: STATES[webhook.state],
  isOn: webhook.state === 'on',
  isOff: webhook.state === 'off',
  failingSince: timeOf(webhook.failingSince),
  previousUntil: timeOf(webhook.previousUntil),
  types: webhook.types.map((type) => SENTENCES[type]),
});

/**
 * Prepares the boxes of a form.
 * @param chosen what is ticked at first
 * @param typed the fields as they were sent, if they are to be corrected
 */
export const presentBoxes = (chosen: readonly string[], typed: Readonly<Record<string, string>> | undefined) =>
  SENT_TYPES.map((type) => ({
    type,
    box: boxOf(type),
    sentence: SENTENCES[type],
    isTicked: typed ? Object.hasOwn(typed, boxOf(type)) : chosen.includes(type),
  }));

/** Prepares a delivery for the list of a webhook's page. */
export const presentDelivery = ({ handle, type, state, attempts, happenedAt, nextAt }: Delivery, webhook: Webhook) => ({
  url: `${webhookUrl(webhook)}/deliveries/${handle}`,
  ...{ handle, type, attempts, outcome: OUTCOMES[state], happenedAt: timeOf(happenedAt) },
  isBad: state === 'failed' || state === 'dropped',
  isGood: state === 'delivered',
  isDropped: state === 'dropped',
  nextAt: timeOf(nextAt),
});

/** Prepares a delivery for its own page. */
export const presentDeliveryInFull = (delivery: DeliveryInFull, webhook: Webhook) => ({
  ...presentDelivery(delivery, webhook),
  tries: delivery.tries.map(({ startedAt, milliseconds, status, failure, answer }) => ({
    ...{ startedAt: timeOf(startedAt), milliseconds, status, answer },
    told: failure === null ? 'Delivered.' : isFailure(failure) ? FAILURES[failure] : 'Failed.',
  })),
});
