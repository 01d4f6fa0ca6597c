import type { OwnAccount } from '../../auth/own-accounts/own-account';
import { OwnAccounts } from '../../auth/own-accounts/own-accounts';
import { UserBook, type UserRecord } from '../../auth/user-book';
import type { Catalog } from '../../catalog/catalog';
import type { Config } from '../../config';
import { nameKey } from '../../gallery/person-name';
import { CommandError } from '../command-error';

/** Somebody who has signed in, who has an account of the app's own, or both. */
export interface Person {
  user: UserRecord | undefined;
  account: OwnAccount | undefined;
}

/** Everybody is in memory: a household or a company, not a city. */
const ALL = { search: undefined, limit: -1, offset: 0 };

/** Lists everybody whom the app knows: those who have signed in by name, then accounts of the app's own that never were signed in with. */
export async function listPeople(catalog: Catalog, config: Config): Promise<Person[]> {
  const users = await new UserBook(catalog, config).list(ALL);
  const accounts = new OwnAccounts(catalog);
  const byUser = new Map<number, OwnAccount>();
  const unused: Person[] = [];
  for (const account of config.ownAccounts ? await accounts.list() : []) {
    const userId = await accounts.userIdOf(account);
    if (userId === undefined) unused.push({ user: undefined, account });
    else byUser.set(userId, account);
  }
  return [...users.map((user) => ({ user, account: byUser.get(user.id) })), ...unused];
}

/** Whether somebody is meant by a text: the number of a user, a name to sign in with, a displayed name, or an e-mail address. */
function isMeant({ user, account }: Person, text: string): boolean {
  if (/^\d+$/.test(text)) return user?.id === Number(text);
  const names = [account?.name, account?.displayName, user?.displayName, user?.email];
  return names.some((name) => typeof name === 'string' && nameKey(name) === nameKey(text));
}

/** Finds who is meant. @throws {CommandError} when it is nobody, or several */
export async function findPerson(catalog: Catalog, config: Config, text: string): Promise<Person> {
  const found = (await listPeople(catalog, config)).filter((person) => isMeant(person, text.trim()));
  const [person, other] = found;
  if (!person)
    throw new CommandError(`Nobody here is called “${text}”: \`familiar-faces users list\` shows everybody.`);
  if (other)
    throw new CommandError(
      `Several people are called “${text}”. Please give the number of the one you mean: ${found.map(describe).join('; ')}.`,
    );
  return person;
}

/** Finds the user who is meant. @throws {CommandError} when it is nobody, several, or somebody who has never signed in */
export async function findUser(catalog: Catalog, config: Config, text: string): Promise<UserRecord> {
  const { user } = await findPerson(catalog, config, text);
  if (!user) throw new CommandError(`“${text}” has never signed in, so there is nothing of theirs yet.`);
  return user;
}

/** The name that somebody is shown with. */
export const nameOf = ({ user, account }: Person): string => account?.displayName ?? user?.displayName ?? '';

/** One line that tells people apart. */
export function describe(person: Person): string {
  const { user, account } = person;
  const name = nameOf(person);
  return [
    `${user ? `${user.id} ` : ''}${name}`,
    user?.email,
    account && account.name !== name && `signs in as ${account.name}`,
    isAdmin(person) && 'administrator',
    user?.suspendedAt && 'suspended',
    user === undefined && 'has never signed in',
  ]
    .filter(Boolean)
    .join(', ');
}

export const isAdmin = ({ user, account }: Person): boolean => user?.isAdmin === true || account?.isAdmin === true;
