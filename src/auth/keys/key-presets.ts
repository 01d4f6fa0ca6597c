import { ALL_SCOPES, type Scope } from './scopes';

/** What keys are usually for, with the scopes that it takes. */
export const PRESETS: Readonly<Record<string, { label: string; scopes: readonly Scope[] }>> = {
  recognize: { label: 'Recognize only', scopes: ['recognitions:write', 'people:read'] },
  compreface: {
    label: 'CompreFace’s clients',
    scopes: ['people:read', 'people:write', 'photos:read', 'photos:write', 'recognitions:write'],
  },
  everything: { label: 'Everything', scopes: ALL_SCOPES },
};
