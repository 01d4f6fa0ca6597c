import { DAY_MS } from '../../units';
import { isStanding, type NamedKey } from './api-key';
import { PRESETS } from './key-presets';
import { ALL_SCOPES, SCOPES, type Scope } from './scopes';

/** How long a new key opens something unless another end is chosen. */
const USUAL_DAYS = 365;

const timeOf = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString());

/** Prepares keys for their page: what they may do, and whether they still may. */
export const presentKeys = (keys: readonly NamedKey[]) =>
  keys.map((key) => ({
    name: key.name,
    handle: key.handle,
    madeBy: key.displayName,
    madeAt: timeOf(key.createdAt),
    expiresAt: timeOf(key.expiresAt),
    revokedAt: timeOf(key.revokedAt),
    usedAt: timeOf(key.lastUsedAt),
    isStanding: isStanding(key),
    mayAll: key.scopes.length === ALL_SCOPES.length,
    scopes: key.scopes,
  }));

const GROUPS: Readonly<Record<string, string>> = {
  people: 'People',
  photos: 'Photos',
  recognitions: 'Results',
  verdicts: 'Answers about faces',
  drafts: 'Photos to review',
  imports: 'Imports',
  events: 'Events',
  audit: 'Activity',
  webhooks: 'Webhooks',
  account: 'Account',
};

const groupOf = (scope: Scope) => scope.slice(0, scope.indexOf(':'));

/**
 * Prepares the form that makes a key.
 * @param typed the fields as they were sent, if they are to be corrected
 * @param allowed what the user's role allows
 */
export function presentKeyForm(
  preset: string | undefined,
  typed: Readonly<Record<string, string>> | undefined,
  allowed: readonly Scope[],
) {
  const chosen = preset !== undefined && Object.hasOwn(PRESETS, preset) ? PRESETS[preset] : undefined;
  const isTicked = (scope: Scope) => (typed ? Object.hasOwn(typed, scope) : (chosen?.scopes.includes(scope) ?? false));
  const today = Date.now();
  return {
    presets: Object.entries(PRESETS).map(([id, { label }]) => ({ id, label, isChosen: id === preset })),
    groups: [...new Set(allowed.map(groupOf))].map((group) => ({
      label: GROUPS[group] ?? group,
      scopes: allowed
        .filter((scope) => groupOf(scope) === group)
        .map((scope) => ({
          scope,
          sentence: SCOPES[scope],
          isTicked: isTicked(scope),
        })),
    })),
    firstDay: new Date(today).toISOString().slice(0, 10),
    usualEnd: new Date(today + USUAL_DAYS * DAY_MS).toISOString().slice(0, 10),
  };
}
