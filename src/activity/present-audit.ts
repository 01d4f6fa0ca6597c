import type { AuditEntry } from '../events/audit-book';
import { doneIn } from '../events/audit-sentences';

const personOf = ({ type, details }: AuditEntry): string | undefined =>
  type !== 'person.deleted' && typeof details['person'] === 'string' ? details['person'] : undefined;

const seenIn = ({ details }: AuditEntry): string[] =>
  Array.isArray(details['people']) ? details['people'].map((each: { person: string }) => each.person) : [];

/** The handles of people whom an entry names. */
export const handlesIn = (entry: AuditEntry): string[] =>
  [...seenIn(entry), ...(personOf(entry) ?? '').split(' ')].filter(Boolean);

/** The ids of users to whom something was done. Whose account is gone is nobody who could be named. */
export const membersIn = ({ type, details }: AuditEntry): number[] =>
  typeof details['member'] === 'number' && type !== 'member.account-deleted' ? [details['member']] : [];

/** What follows the words for what was done: the name of a key or a group, a member's, a role. Whoever is gone has no name. */
function labelOf(entry: AuditEntry, members: ReadonlyMap<number, string>): string | null {
  const { label, role } = entry.details;
  const named = membersIn(entry).map((id) => members.get(id) ?? 'somebody who is gone');
  const words = [label, ...named].filter((each) => typeof each === 'string').join(' ');
  if (typeof role !== 'string') return words || null;
  return words ? `${words}: ${role}` : role;
}

/** How many more people were seen than an entry names. */
const othersIn = (entry: AuditEntry): number =>
  Math.max(0, Number(entry.details['peopleInAll'] ?? 0) - seenIn(entry).length);

/**
 * What the page shows of an entry. People and members have the names of today; those who are gone have none.
 * @param names of people, by their handles
 * @param members names of users, by their ids
 */
export function presentEntry(
  entry: AuditEntry,
  names: ReadonlyMap<string, string>,
  members: ReadonlyMap<number, string>,
) {
  const { createdAt, userId, userName, key, address } = entry;
  const done = doneIn(entry);
  const handles = handlesIn(entry);
  const shown = (handle: string) => ({ name: names.get(handle) ?? null, url: `/people/${handle}` });
  return {
    at: new Date(createdAt).toISOString(),
    done: handles.length > 0 ? done : done.replace(/:$/, ''), // nobody was recognized
    people: handles.map(shown),
    others: othersIn(entry),
    label: labelOf(entry, members),
    who: userName ?? (userId === null ? 'The app' : 'Somebody'),
    key: key?.name ?? null,
    address,
  };
}
