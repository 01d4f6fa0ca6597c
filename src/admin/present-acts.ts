import type { AuditEntry } from '../events/audit-book';
import { doneIn } from '../events/audit-sentences';
import { userUrl } from './present-users';

/** The id of the user to whom something was done: by an administrator, or as a member of a gallery; undefined for all other entries. */
export function userIn({ details }: AuditEntry): number | undefined {
  const id = details['user'] ?? details['member'];
  return typeof id === 'number' ? id : undefined;
}

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
 * @param names of the users to whom something was done; those who are gone have none
 */
export function presentAct(entry: AuditEntry, names: ReadonlyMap<number, string>) {
  const { createdAt, userId, userName, key, address, details } = entry;
  const about = userIn(entry);
  return {
    at: new Date(createdAt).toISOString(),
    done: withoutName(doneIn(entry), details) + (about === undefined ? objectOf(entry) : ''),
    about: about === undefined ? null : { name: names.get(about) ?? null, url: userUrl(about) },
    who: userName === '' ? null : (userName ?? (userId === null ? 'The app' : null)),
    byKey: key !== null,
    address,
  };
}
