import type { AuditEntry } from '../events/audit-book';
import { doneIn } from '../events/audit-sentences';
import { userUrl } from './present-users';

/** The id of the user to whom something was done: by an administrator, or as a member of a gallery; undefined for all other entries. */
export function userIn({ details }: AuditEntry): number | undefined {
  const id = details['user'] ?? details['member'];
  return typeof id === 'number' ? id : undefined;
}

/** The id of the account of the app's own to which something was done; undefined for all other entries. */
export function accountIn({ details }: AuditEntry): number | undefined {
  const id = details['account'];
  return typeof id === 'number' ? id : undefined;
}

/** Names by ids. Who is gone has none. */
type Names = ReadonlyMap<number, string>;

/** To whom something was done. */
function aboutIn(entry: AuditEntry, users: Names, accounts: Names): { name: string | null; url: string } | null {
  const [user, account] = [userIn(entry), accountIn(entry)];
  if (user !== undefined) return { name: users.get(user) ?? null, url: userUrl(user) };
  return account === undefined ? null : { name: accounts.get(account) ?? null, url: '/accounts' };
}

/** Who did something. Null for who is gone. */
const whoIn = ({ userId, userName, address, details }: AuditEntry): string | null => {
  if (details['isAtServer'] === true) return 'Whoever runs the server, by its command line';
  if (userId !== null) return userName || null;
  return address === null ? 'The app' : 'Somebody who wasn’t signed in';
};

/** What was given or taken: a role, or the role of a group of the provider. */
const objectOf = ({ type, details }: AuditEntry): string => {
  const object = type.startsWith('group.') ? details['label'] : details['role'];
  return typeof object === 'string' ? ` ${object}` : '';
};

// "Added" and "Looked for people in a photo:" are followed by names, which administrators don't see.
const withoutName = (done: string, details: AuditEntry['details']): string =>
  typeof details['person'] === 'string' && !/person$/.test(done) ? `${done} somebody` : done.replace(/:$/, '');

/**
 * What administrators see of an entry: who did what kind of thing, and from where. Never whom it was about, or what keys and webhooks are called.
 * @param users the names of those to whom something was done
 * @param accounts the same of accounts of the app's own
 */
export function presentAct(entry: AuditEntry, users: Names, accounts: Names) {
  const { createdAt, key, address, details } = entry;
  const about = aboutIn(entry, users, accounts);
  return {
    at: new Date(createdAt).toISOString(),
    done: withoutName(doneIn(entry), details) + (about === null ? objectOf(entry) : ''),
    about,
    who: whoIn(entry),
    byKey: key !== null,
    address,
  };
}
