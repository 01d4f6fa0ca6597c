import path from 'node:path';
import type { Command } from 'commander';
import type { CommandContext } from './command-context';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { followFiles } from './follow-files';

// Loaded when something is to be done: a help text needs no database.
const loadWork = () => ({
  ...(require('../backup/backup-folders') as typeof import('../backup/backup-folders.js')),
  ...(require('../backup/restore-backup') as typeof import('../backup/restore-backup.js')),
  ...(require('./at-server') as typeof import('./at-server.js')),
});

/** Adds `restore`, for which the app is stopped. */
export function addRestoreCommand(program: Command, { terminal, readSettings }: CommandContext): void {
  async function restore(given: string | undefined): Promise<void> {
    const { aloneIn, backupsIn, restoreBackup } = loadWork();
    const { config } = readSettings();
    const backupDir = config.backup?.folder;
    const newest = backupDir === undefined ? undefined : (await backupsIn(backupDir)).at(-1);
    const backup =
      given ?? (backupDir !== undefined && newest !== undefined ? path.join(backupDir, newest) : undefined);
    if (backup === undefined)
      throw new CommandError(
        'Say which backup, as there is none in BACKUP_DIR: familiar-faces restore <backup>.',
        EXIT.usage,
      );
    const { dataDir } = config;
    const following = followFiles(terminal, 'Reading and copying');
    const restoring = () => restoreBackup(path.resolve(backup), dataDir, following.onProgress);
    const files = await aloneIn(dataDir, restoring).finally(following.end);
    terminal.print(`${dataDir} has everything of ${backup} again: ${files} files, and the catalog.`);
    terminal.print(
      'Everybody is signed out. What was deleted or revoked since then is there again: photos, people, members and API keys. Revoke anew what must not be.',
    );
  }

  program
    .command('restore')
    .summary('fill an empty data folder from a backup')
    .description(
      'Fills DATA_DIR, which has to be empty, with everything of a backup, after reading all of the backup. Stop the app first, and start it afterwards.',
    )
    .argument('[backup]', 'the folder of one backup; by default, the newest in BACKUP_DIR')
    .action(restore);
}
