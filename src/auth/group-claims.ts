import type { Claims } from './display-name';

const MAX_GROUPS = 500;
/** In UTF-16 code units. */
const MAX_LENGTH = 256;
/** A longer list isn't looked through. */
const MAX_ENTRIES = 10_000;
const UNWRITABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** What a provider says of somebody's groups. */
export interface GroupClaim {
  groups: readonly string[];
  /** Whether there are more than fit into the token, so that the provider has sent none: Microsoft Entra does from 200 groups on. */
  isElsewhere: boolean;
}

/**
 * Reads somebody's groups. What is no group's name is left out, and never shortened: it would become another group's.
 * @param path the claim's name, or a path of names with dots, such as `realm_access.roles`
 * @param sources the claims; the first that has the claim decides
 */
export function groupsOf(path: string, ...sources: readonly Claims[]): GroupClaim {
  for (const claims of sources) {
    const found = valueAt(claims, path);
    if (found !== undefined && found !== null) return { groups: namesIn(found), isElsewhere: false };
  }
  return { groups: [], isElsewhere: sources.some((claims) => isElsewhere(claims, path)) };
}

function namesIn(claim: unknown): string[] {
  const entries: readonly unknown[] = Array.isArray(claim) ? claim.slice(0, MAX_ENTRIES) : [claim];
  const names = entries.filter((each) => typeof each === 'string').filter(isName);
  return [...new Set(names)].slice(0, MAX_GROUPS);
}

const isName = (text: string) => text.trim() !== '' && text.length <= MAX_LENGTH && !UNWRITABLE.test(text);

// A claim's own name may have dots, as `https://example.org/groups` does.
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

// https://openid.net/specs/openid-connect-core-1_0.html#AggregatedDistributedClaims; without room for those, Entra says `hasgroups`.
const isElsewhere = (claims: Claims, path: string) =>
  valueAt(claims, `_claim_names.${path}`) !== undefined || valueAt(claims, 'hasgroups') === true;
