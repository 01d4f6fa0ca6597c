import type { Command } from 'commander';
import type { CommandContext } from './command-context';
import type { UserActs } from './users/user-acts';

const WHO = 'the number, the name, or the e-mail address of somebody in the list';

// Loaded when something is to be done: a help text needs no database.
const loadWork = () => ({
  ...(require('./at-server') as typeof import('./at-server.js')),
  ...(require('./users/list-users') as typeof import('./users/list-users.js')),
  ...(require('./users/user-acts') as typeof import('./users/user-acts.js')),
});

/** Adds `users` and its commands, which work while the app runs or not. */
export function addUsersCommand(program: Command, context: CommandContext): void {
  const { terminal, readSettings } = context;
  const users = program
    .command('users')
    .summary('list, suspend, sign out, and let back in')
    .description(
      'Shows and changes who uses FamiliarFaces, while it runs or not. Administrators see in the audit what was done.',
    );

  /** Does something and prints what it says. */
  async function act(work: (acts: UserActs) => Promise<string | string[]>): Promise<void> {
    const { UserActs, withCatalog } = loadWork();
    const { config } = readSettings();
    const said = await withCatalog(config.dataDir, (catalog) => work(new UserActs(catalog, config)));
    for (const line of [said].flat()) terminal.print(line);
  }

  async function list({ json = false }: { json?: boolean }): Promise<void> {
    const { listUsers, withCatalog } = loadWork();
    const { config } = readSettings();
    await withCatalog(config.dataDir, (catalog) => listUsers(catalog, config, terminal, json));
  }

  /** Adds a command about one person. A name of several words needs no quotes. */
  const about = (name: string, description: string) =>
    users.command(name).description(description).argument('<who...>', WHO);
  const nameIn = (words: string[]) => words.join(' ');

  users
    .command('list')
    .description(
      'Lists everybody who has signed in or has an account here: number, name, e-mail address, and what they may do.',
    )
    .option('--json', 'print JSON')
    .action(list);
  about(
    'suspend',
    'Keeps somebody out: their sessions and keys open nothing anymore, and everything of theirs is kept.',
  ).action((who) => act((acts) => acts.suspend(nameIn(who))));
  about('reinstate', 'Lets somebody in again who was suspended.').action((who) =>
    act((acts) => acts.reinstate(nameIn(who))),
  );
  about('sign-out', 'Ends every session of somebody, on all devices. Their keys stay.').action((who) =>
    act((acts) => acts.signOut(nameIn(who))),
  );
  about('admin', 'Makes somebody with an account of FamiliarFaces’ own an administrator.')
    .option('--remove', 'take the right away instead')
    .action((who, { remove = false }) => act((acts) => acts.setAdmin(nameIn(who), !remove)));
  about(
    'reset',
    'Prints a link with which somebody with an account of FamiliarFaces’ own chooses a new password.',
  ).action((who) => act((acts) => acts.allowReset(nameIn(who))));
  about(
    'delete',
    'Deletes somebody who has signed in, with everything that is theirs alone, after a question. The app has to be stopped, unless PROCESSES lets others share its folder.',
  )
    .option('--yes', 'delete without a question')
    .action((who, options) => {
      const { deleteUser } = require('./users/delete-user') as typeof import('./users/delete-user.js');
      return deleteUser(nameIn(who), options, context);
    });
  users
    .command('invite')
    .description(
      'Prints a link that makes a new account of FamiliarFaces’ own, such as when nobody administers it anymore.',
    )
    .argument('[note...]', 'who it is for, as the list of invitations shows it')
    .option('--admin', 'the account administers FamiliarFaces')
    .action((note: string[], { admin = false }) => act((acts) => acts.invite(nameIn(note), admin)));
}
