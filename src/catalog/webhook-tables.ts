import type { Generated } from 'kysely';

/** What happened and waits to be turned into deliveries, written in the transaction of what caused it. */
export interface OutboxTable {
  id: Generated<number>;
  galleryId: number;
  /** Whose webhooks alone are told of it; null for all of the gallery's. */
  userId: Generated<number | null>;
  /** `recognition.completed` and so on (events/outbox.ts). */
  type: string;
  /** JSON without names: people are known by their handles. */
  data: string;
  createdAt: number;
}

/** An address to which a gallery's happenings are sent. */
export interface WebhookTable {
  id: Generated<number>;
  /** A random id for addresses. */
  handle: string;
  galleryId: number;
  /** Who made it: it is told of their own results alone. Null once they are gone: then nothing is sent. */
  userId: Generated<number | null>;
  name: string;
  url: string;
  /** The types of happenings that are sent, with spaces between them. */
  types: string;
  /** `whsec_` and Base64: it signs, so it is kept as it is. */
  secret: string;
  /** The secret before, which signs as well for a day. */
  previousSecret: string | null;
  previousUntil: number | null;
  /**
   * `off`: the app has switched it off, as nothing got through for days or the receiver said that it is gone. `deleted`: it is nobody's any
   * more, and goes once its deliveries have gone little by little.
   */
  state: 'on' | 'paused' | 'off' | 'deleted';
  /** Goes up when the address changes or sending begins anew: the result of a delivery that began before says nothing of it. */
  version: number;
  /** When the first delivery failed since the last one that got through. */
  failingSince: number | null;
  createdAt: number;
}

/** Something that happened, on its way to one webhook. */
export interface WebhookDeliveryTable {
  id: Generated<number>;
  /** A random id: the header `webhook-id`. It stays the same however often it is sent. */
  handle: string;
  webhookId: number;
  type: string;
  /** JSON without names. */
  data: string;
  /** When it happened. */
  happenedAt: number;
  /** `dropped`: too many were waiting. */
  state: 'waiting' | 'delivered' | 'failed' | 'dropped';
  attempts: number;
  /** When it is sent next; null once it has ended. */
  nextAt: number | null;
  /** 1 when somebody asked for it: it is sent once, even while the webhook is paused. */
  isAsked: number;
  createdAt: number;
}

/** One request to a receiver. */
export interface WebhookAttemptTable {
  id: Generated<number>;
  deliveryId: number;
  startedAt: number;
  milliseconds: number;
  /** The status of the answer; null when there was none. */
  status: number | null;
  /** Why it failed (webhooks/failures.ts); null when it got through. */
  failure: string | null;
  /** The first bytes of the answer, as text. */
  answer: string;
}
