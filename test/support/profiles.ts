import type { Profile } from '../../src/auth/user-row';
import { readConfig } from '../../src/config';

/** The settings that let everybody in and make nobody an administrator. */
export const EVERYBODY = readConfig({}).people;

/** What a provider says that knows nothing but a name. */
export const named = (displayName: string): Profile => ({ displayName, email: null, groups: [] });
