import { z } from 'zod';
import { EXAMPLES } from '../examples';
import { idField } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';
import { delivery, deliveryInFull, newWebhook, webhook, webhookChange, webhookWithSecret } from './schemas';

const ADDRESS_FAULTS = [
  'webhook_address_invalid',
  'webhook_address_too_long',
  'webhook_address_has_user',
  'webhook_address_insecure',
  'webhook_address_private',
  'webhook_host_unknown',
  'webhook_types_missing',
] as const;

const tag = 'Webhooks';
const params = z.strictObject({ webhook: idField });
const deliveryParams = z.strictObject({ webhook: idField, delivery: idField });
const place = z.int();

/** Where something is sent names people, so a key that chooses the place, or reads what came back, may see them, too. */
const SEES_NAMES = ['people:read', 'recognitions:read'] as const;

export const listWebhooks = defineOperation({
  id: 'listWebhooks',
  method: 'get',
  path: '/webhooks',
  tag,
  summary: 'List the webhooks',
  scopes: ['webhooks:read'],
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'The webhooks, the oldest first.', schema: listOf(webhook) } },
  example: {},
});

export const addWebhook = defineOperation({
  id: 'addWebhook',
  method: 'post',
  path: '/webhooks',
  tag,
  summary: 'Add a webhook',
  description:
    'What happens from now on is sent to its address, signed as Standard Webhooks says. As that names people, the key needs the scopes to read them, too. The answer has the secret with which receivers check the signature.',
  scopes: ['webhooks:write', ...SEES_NAMES],
  body: { kind: 'json', schema: newWebhook, kilobytes: 16 },
  answers: { 201: { description: 'The webhook with its secret.', schema: webhookWithSecret } },
  faults: [...ADDRESS_FAULTS, 'too_many_webhooks', 'name_missing', 'name_too_long', 'name_invalid'],
  creates: true,
  example: { body: { name: 'Hallway light', url: 'https://hooks.example.org/seen', types: ['person.seen'] } },
});

export const showWebhook = defineOperation({
  id: 'showWebhook',
  method: 'get',
  path: '/webhooks/:webhook',
  tag,
  summary: 'Show a webhook',
  scopes: ['webhooks:read'],
  params,
  answers: { 200: { description: 'The webhook.', schema: webhook } },
  faults: ['webhook_not_found', 'webhook_of_another'],
  example: { params: { webhook: EXAMPLES.webhook } },
});

export const changeWebhook = defineOperation({
  id: 'changeWebhook',
  method: 'patch',
  path: '/webhooks/:webhook',
  tag,
  summary: 'Change, pause, or resume a webhook',
  description: 'What waits is sent to a new address, too. While a webhook is paused, nothing new is noted for it.',
  scopes: ['webhooks:write', ...SEES_NAMES],
  params,
  body: { kind: 'json', schema: webhookChange, kilobytes: 16 },
  answers: { 200: { description: 'The webhook.', schema: webhook } },
  faults: [
    ...ADDRESS_FAULTS,
    'webhook_not_found',
    'webhook_of_another',
    'name_missing',
    'name_too_long',
    'name_invalid',
  ],
  example: { params: { webhook: EXAMPLES.webhook }, body: { types: ['person.seen', 'person.added'] } },
});

export const rotateWebhookSecret = defineOperation({
  id: 'rotateWebhookSecret',
  method: 'post',
  path: '/webhooks/:webhook/rotate',
  tag,
  summary: 'Make a new secret',
  description: 'For a day, the secret before signs as well: each message has two signatures.',
  scopes: ['webhooks:write'],
  params,
  answers: { 200: { description: 'The webhook with its new secret.', schema: webhookWithSecret } },
  faults: ['webhook_not_found', 'webhook_of_another'],
  creates: true,
  example: { params: { webhook: EXAMPLES.webhook } },
});

export const deleteWebhook = defineOperation({
  id: 'deleteWebhook',
  method: 'delete',
  path: '/webhooks/:webhook',
  tag,
  summary: 'Delete a webhook and its deliveries',
  scopes: ['webhooks:write'],
  params,
  answers: { 204: { description: 'It is deleted.' } },
  faults: ['webhook_not_found', 'webhook_of_another'],
  example: { params: { webhook: EXAMPLES.webhook } },
});

export const testWebhook = defineOperation({
  id: 'testWebhook',
  method: 'post',
  path: '/webhooks/:webhook/test',
  tag,
  summary: 'Send a test',
  description: 'A message of the type `webhook.test` is sent once, even while the webhook is paused.',
  scopes: ['webhooks:write'],
  params,
  answers: { 202: { description: 'The delivery, which is being sent.', schema: delivery } },
  faults: ['webhook_not_found', 'webhook_of_another', 'too_many_sent_by_hand'],
  creates: true,
  example: { params: { webhook: EXAMPLES.webhook } },
});

export const listDeliveries = defineOperation({
  id: 'listDeliveries',
  method: 'get',
  path: '/webhooks/:webhook/deliveries',
  tag,
  summary: 'List the deliveries of the last week',
  scopes: ['webhooks:read'],
  params,
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'The deliveries, the newest first.', schema: listOf(delivery) } },
  faults: ['webhook_not_found', 'webhook_of_another'],
  example: { params: { webhook: EXAMPLES.webhook } },
});

export const showDelivery = defineOperation({
  id: 'showDelivery',
  method: 'get',
  path: '/webhooks/:webhook/deliveries/:delivery',
  tag,
  summary: 'Show a delivery and what the receiver answered',
  description: 'As answers may repeat what was sent, the key needs the scopes to read that, too.',
  scopes: ['webhooks:read', ...SEES_NAMES],
  params: deliveryParams,
  answers: { 200: { description: 'The delivery with its latest attempts.', schema: deliveryInFull } },
  faults: ['webhook_not_found', 'webhook_of_another', 'delivery_not_found'],
  example: { params: { webhook: EXAMPLES.webhook, delivery: EXAMPLES.delivery } },
});

export const sendDeliveryAgain = defineOperation({
  id: 'sendDeliveryAgain',
  method: 'post',
  path: '/webhooks/:webhook/deliveries/:delivery/send-again',
  tag,
  summary: 'Send a delivery again',
  description:
    'It has the same `webhook-id`, so that receivers know it. It is sent once if it had ended, or if the webhook isn’t on.',
  scopes: ['webhooks:write'],
  params: deliveryParams,
  answers: { 202: { description: 'The delivery, which is being sent.', schema: delivery } },
  faults: ['webhook_not_found', 'webhook_of_another', 'delivery_not_found', 'too_many_sent_by_hand'],
  creates: true,
  example: { params: { webhook: EXAMPLES.webhook, delivery: EXAMPLES.delivery } },
});

export const webhookOperations = [
  listWebhooks,
  addWebhook,
  showWebhook,
  changeWebhook,
  rotateWebhookSecret,
  deleteWebhook,
  testWebhook,
  listDeliveries,
  showDelivery,
  sendDeliveryAgain,
];
