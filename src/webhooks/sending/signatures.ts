import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64 bytes (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). */
const SECRET_BYTES = 32;

/** Makes a secret: 256 random bits. */
export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** What is sent, and when. */
export interface SignedMessage {
  /** The header `webhook-id`. */
  id: string;
  /** In seconds since 1970: the header `webhook-timestamp`. */
  seconds: number;
  body: string;
}

/** Signs a message with each of some secrets. @returns the header `webhook-signature`: the signatures with spaces between them */
export function signaturesOf({ id, seconds, body }: SignedMessage, secrets: readonly string[]): string {
  return secrets
    .map((secret) => createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64')))
    .map((hmac) => `v1,${hmac.update(`${id}.${seconds}.${body}`).digest('base64')}`)
    .join(' ');
}
