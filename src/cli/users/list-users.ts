import type { Catalog } from '../../catalog/catalog';
import type { Config } from '../../config';
import type { Terminal } from '../terminal';
import { describe, isAdmin, listPeople, nameOf, type Person } from './people';

const timeOf = (moment: number | null | undefined) => (moment ? new Date(moment).toISOString() : null);

/** A person for scripts. */
const recordOf = (person: Person) => ({
  id: person.user?.id ?? null,
  name: nameOf(person),
  signInName: person.account?.name ?? null,
  email: person.user?.email ?? null,
  isAdmin: isAdmin(person),
  isSuspended: typeof person.user?.suspendedAt === 'number',
  lastVisitAt: timeOf(person.user?.lastVisitAt),
});

/** Prints everybody whom the app knows: a line for each, or JSON. */
export async function listUsers(catalog: Catalog, config: Config, terminal: Terminal, json: boolean): Promise<void> {
  const people = await listPeople(catalog, config);
  if (json) return terminal.printJson(people.map(recordOf));
  for (const person of people) terminal.print(describe(person));
  if (people.length === 0)
    terminal.note(
      config.ownAccounts
        ? 'There are no accounts yet. The app prints a link for the first one as it starts.'
        : 'Nobody has signed in yet.',
    );
}
