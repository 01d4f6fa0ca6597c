import type { Passkey } from './own-accounts/passkeys';
import type { ListedSession } from './session-store';
import { browserOf } from './user-agents';

const timeOf = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString());

/** Prepares the places where somebody is signed in. */
export const presentSessions = (sessions: readonly ListedSession[]) =>
  sessions.map(({ handle, agent, signedInAt, isCurrent }) => ({
    ...{ handle, isCurrent },
    browser: browserOf(agent),
    since: timeOf(signedInAt),
  }));

/** Prepares passkeys for their owner. */
export const presentPasskeys = (passkeys: readonly Passkey[]) =>
  passkeys.map(({ handle, name, createdAt, lastUsedAt }) => ({
    ...{ handle, name },
    madeAt: timeOf(createdAt),
    usedAt: timeOf(lastUsedAt),
  }));
