import type { AccountLink } from './account-links';
import type { OwnAccount } from './own-account';

const timeOf = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Prepares accounts for the administrators' page. */
export const presentAccounts = (accounts: readonly OwnAccount[]) =>
  accounts.map(({ id, name, displayName, isAdmin, createdAt }) => ({
    ...{ id, name, isAdmin },
    displayName: displayName === name ? null : displayName,
    madeAt: timeOf(createdAt),
  }));

/** Prepares links that nobody has used. */
export const presentLinks = (links: readonly AccountLink[]) =>
  links.map(({ handle, accountId, note, isAdmin, expiresAt }) => ({
    ...{ handle, note, isAdmin },
    isReset: accountId !== null,
    endsAt: timeOf(expiresAt),
  }));
