import { auditOperations } from './audit/operations';
import { compareOperations } from './compare/operations';

import { eventOperations } from './events/operations';
import { ignoredFaceOperations } from './ignored-faces/operations';
import type { Operation } from './protocol/operation';
import { faceOperations } from './recognitions/face-operations';
import { recognitionOperations } from './recognitions/operations';
import { serverOperations } from './server/operations';

/** Every call of the API, in the order of its reference. */
export const OPERATIONS: readonly Operation[] = [
  ...serverOperations,
  ...recognitionOperations,
  ...faceOperations,
  ...ignoredFaceOperations,
  ...compareOperations,
  ...eventOperations,
  ...auditOperations,
];
