import { UserBook } from '../../auth/user-book';
import { tellAct } from '../../events/act-rows';
import { departuresOf } from '../../gallery/departures';
import { inDataFolder } from '../at-server';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { inWorkshop } from '../galleries/workshop';
import { findUser } from './people';

/**
 * Deletes a user with everything that is theirs alone, after a question.
 * @throws {CommandError} when nobody can be asked, or the answer is no; lastAdmin
 */
export async function deleteUser(
  who: string,
  { yes = false }: { yes?: boolean },
  { terminal, readSettings }: CommandContext,
): Promise<void> {
  const { config } = readSettings();
  await inDataFolder(config, async (catalog, incomingFolder) => {
    const { id, displayName } = await findUser(catalog, config, who);
    const departures = await departuresOf(catalog, id);
    const gone = departures.filter(({ successor }) => !successor).map(({ gallery }) => gallery.name);
    const question = `Delete ${displayName} (user ${id}) with every photo and name in ${gone.length === 1 ? 'one gallery' : `${gone.length} galleries`} (${gone.join(', ')})? This can't be undone.`;
    if (
      !yes &&
      !(await terminal.confirm(question, 'Nobody can be asked here: add --yes to delete them without a question.'))
    )
      throw new CommandError('Nothing was deleted.', EXIT.failed);
    const userBook = new UserBook(catalog, config);
    const hadAdmin = await catalog.transaction().execute((trx) => userBook.hasAdmin(trx));
    await inWorkshop({ catalog, config, terminal, incomingFolder }, ({ accounts }) =>
      accounts.delete(id, async (trx) => {
        if (hadAdmin) await userBook.requireAdmin(trx);
        await tellAct(trx, { type: 'user.deleted', user: id });
      }),
    );
    terminal.print(`${displayName} was deleted.`);
  });
}
