import { accountOperations } from './account/operations';
import { auditOperations } from './audit/operations';
import { compareOperations } from './compare/operations';
import { draftOperations } from './drafts/operations';
import { eventOperations } from './events/operations';
import { ignoredFaceOperations } from './ignored-faces/operations';
import { importOperations } from './imports/operations';
import { peopleOperations } from './people/operations';
import { photoOperations } from './photos/operations';
import type { Operation } from './protocol/operation';
import { faceOperations } from './recognitions/face-operations';
import { recognitionOperations } from './recognitions/operations';
import { serverOperations } from './server/operations';
import { webhookOperations } from './webhooks/operations';

/** Every call of the API, in the order of its reference. */
export const OPERATIONS: readonly Operation[] = [
  ...serverOperations,
  ...accountOperations,
  ...peopleOperations,
  ...photoOperations,
  ...recognitionOperations,
  ...faceOperations,
  ...ignoredFaceOperations,
  ...compareOperations,
  ...draftOperations,
  ...importOperations,
  ...eventOperations,
  ...auditOperations,
  ...webhookOperations,
];
