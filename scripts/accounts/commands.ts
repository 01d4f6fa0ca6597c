import { AccountLinks } from '../../src/auth/own-accounts/account-links';
import { OwnAccounts } from '../../src/auth/own-accounts/own-accounts';
import { addressOf } from '../../src/auth/own-accounts/own-sign-in';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import type { Config } from '../../src/config';
import { tellAct } from '../../src/events/act-rows';
import { actAs } from '../../src/events/actor';

const USAGE = ['npm run accounts -- list', 'npm run accounts -- admin <name>', 'npm run accounts -- reset <name>'];

/** Administrators see what was done here, though the app knows nobody at the server. */
const AT_SERVER = { userId: null, key: null, address: null, isAtServer: true } as const;

interface Said {
  lines: string[];
  isDone: boolean;
}

const done = (...lines: string[]): Said => ({ lines, isDone: true });
const refused = (...lines: string[]): Said => ({ lines, isDone: false });

/**
 * Lists the app's own accounts, makes somebody an administrator, or makes a link for a new password. The app may run meanwhile.
 * @param args the command, and the name to sign in with
 * @returns what to print
 */
export async function runCommand(args: readonly string[], config: Config): Promise<Said> {
  const [command = '', ...words] = args;
  if (!['list', 'admin', 'reset'].includes(command)) return refused(...USAGE);
  if (!config.ownAccounts) return refused('This app has no accounts of its own: people sign in elsewhere.');
  const catalog = await openCatalog(config.dataDir);
  try {
    if (command === 'list') return await list(catalog);
    return await actAs(AT_SERVER, () => change(catalog, command, words.join(' '), config.publicUrl));
  } finally {
    await catalog.destroy();
  }
}

async function list(catalog: Catalog): Promise<Said> {
  const accounts = await new OwnAccounts(catalog).list();
  if (accounts.length === 0)
    return done('There are no accounts yet. The app prints a link for the first one as it starts.');
  return done(...accounts.map(({ name, isAdmin }) => (isAdmin ? `${name} (administrator)` : name)));
}

async function change(catalog: Catalog, command: string, name: string, publicUrl: string): Promise<Said> {
  const accounts = new OwnAccounts(catalog);
  const account = await accounts.findByName(name);
  if (!account) return refused(`Nobody signs in as “${name}”. See: ${USAGE[0]}`);
  if (command === 'admin') {
    await catalog.transaction().execute(async (trx) => {
      await accounts.setAdmin(trx, account.id, true);
      await tellAct(trx, { type: 'account.admin-given', account: account.id });
    });
    return done(`${account.name} is an administrator now.`);
  }
  const token = await new AccountLinks(catalog, accounts).allowReset(account);
  return done(
    `With this link, ${account.name} chooses a new password, once, within a day:`,
    addressOf(publicUrl, 'reset', token),
  );
}
