import { z } from 'zod';
import { SENT_TYPES } from '../../events/outbox';
import { readName } from '../../gallery/person-name';
import { FAILURES, type Failure } from '../../webhooks/failures';
import { idField, time } from '../protocol/fields';
import { inField } from '../protocol/read-parts';

const MAX_TEXT = 2000;

const types = z
  .array(z.enum(SENT_TYPES))
  .max(SENT_TYPES.length)
  .describe('What is sent: `recognition.completed`, `person.seen`, `person.added`, or `import.done`.');
const url = z.string().max(MAX_TEXT).describe('Where it is sent: an address that begins with https://.');
const name = z.string().max(MAX_TEXT).transform(inField('name', readName));

/** What makes a webhook. */
export const newWebhook = z.strictObject({ name, url, types });

/** What may be changed of one. */
export const webhookChange = z.strictObject({
  name: name.optional(),
  url: url.optional(),
  types: types.optional(),
  paused: z.boolean().optional().describe('False also turns a webhook on that was switched off.'),
});

export const webhook = z
  .strictObject({
    id: idField,
    name: z.string(),
    url: z.string(),
    types: z.array(z.enum(SENT_TYPES)),
    state: z
      .enum(['on', 'paused', 'off'])
      .describe('It is off when nothing got through for days, or when the receiver answered 410.'),
    failingSince: time.nullable().describe('Since when nothing gets through.'),
    previousSecretUntil: time.nullable().describe('Until when the secret before signs, too.'),
    createdAt: time,
  })
  .meta({ id: 'Webhook' });

/** A webhook with its secret, which is shown once. */
export const webhookWithSecret = z
  .strictObject({ ...webhook.shape, secret: z.string().describe('It signs what is sent. It is shown this once.') })
  .meta({ id: 'WebhookWithSecret' });

export const delivery = z
  .strictObject({
    id: idField.describe('The header `webhook-id` of what is sent.'),
    type: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed', 'dropped']).describe('It is dropped when too many were waiting.'),
    attempts: z.int(),
    happenedAt: time,
    nextAttemptAt: time.nullable(),
  })
  .meta({ id: 'Delivery' });

/** A delivery with what was answered. */
export const deliveryInFull = z
  .strictObject({
    ...delivery.shape,
    log: z
      .array(
        z.strictObject({
          startedAt: time,
          milliseconds: z.int(),
          status: z.int().nullable(),
          failure: z.enum(Object.keys(FAILURES) as [Failure, ...Failure[]]).nullable(),
          answer: z.string().describe('The beginning of the answer.'),
        }),
      )
      .describe('The latest attempts, the latest first.'),
  })
  .meta({ id: 'DeliveryInFull' });
