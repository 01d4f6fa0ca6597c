import type { AuditEntry } from '../events/audit-book';
import { doneIn } from '../events/audit-sentences';

const personOf = ({ type, details }: AuditEntry): string | undefined =>
  type !== 'person.deleted' && typeof details['person'] === 'string' ? details['person'] : undefined;

const seenIn = ({ details }: AuditEntry): string[] =>
  Array.isArray(details['people']) ? details['people'].map((each: { person: string }) => each.person) : [];

/** The handles of people whom an entry names. */
export const handlesIn = (entry: AuditEntry): string[] =>
  [...seenIn(entry), ...(personOf(entry) ?? '').split(' ')].filter(Boolean);

/** How many more people were seen than an entry names. */
const othersIn = (entry: AuditEntry): number =>
  Math.max(0, Number(entry.details['peopleInAll'] ?? 0) - seenIn(entry).length);

/** What the page shows of an entry. People have the names of today; those who are gone have none. */
export function presentEntry(entry: AuditEntry, names: ReadonlyMap<string, string>) {
  const { createdAt, userId, userName, key, address, details } = entry;
  const done = doneIn(entry);
  const handles = handlesIn(entry);
  const shown = (handle: string) => ({ name: names.get(handle) ?? null, url: `/people/${handle}` });
  return {
    at: new Date(createdAt).toISOString(),
    done: handles.length > 0 ? done : done.replace(/:$/, ''), // nobody was recognized
    people: handles.map(shown),
    others: othersIn(entry),
    label: typeof details['label'] === 'string' ? details['label'] : null,
    who: userName ?? (userId === null ? 'The app' : 'Somebody'),
    key: key?.name ?? null,
    address,
  };
}
