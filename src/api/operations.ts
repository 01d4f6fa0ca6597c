import { eventOperations } from './events/operations';
import type { Operation } from './protocol/operation';
import { serverOperations } from './server/operations';
import { webhookOperations } from './webhooks/operations';

/** Every call of the API, in the order of its reference. */
export const OPERATIONS: readonly Operation[] = [...serverOperations, ...eventOperations, ...webhookOperations];
