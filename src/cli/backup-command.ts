import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from './command-context';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { followFiles } from './follow-files';

interface Options {
  keep?: number;
  list?: boolean;
  verify?: boolean;
  json?: boolean;
}

// Loaded when something is to be done: a help text needs no database.
const loadWork = () => ({
  ...(require('../backup/backup-folders') as typeof import('../backup/backup-folders.js')),
  ...(require('../backup/make-backup') as typeof import('../backup/make-backup.js')),
  ...(require('../backup/verify-backup') as typeof import('../backup/verify-backup.js')),
});

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 9999.');
  return Number(text);
}

/** Adds `backup`, which works while the app runs or not. */
export function addBackupCommand(program: Command, { terminal, readSettings }: CommandContext): void {
  async function make(dataDir: string, backupDir: string, { keep, json }: Options): Promise<void> {
    const following = followFiles(terminal, 'Copying files');
    const order = { dataDir, backupDir, keep };
    const made = await loadWork().makeBackup(order, following.onProgress).finally(following.end);
    if (json) terminal.printJson(made);
    else {
      terminal.print(
        `${made.folder} has the catalog and ${filesIn(made.files)}, ${made.files - made.linked} of them new.`,
      );
      for (const name of made.removed) terminal.print(`Removed the old backup ${name}.`);
    }
    for (const name of made.missing)
      terminal.note(`${name} is missing in ${dataDir}, so it isn’t in the backup either.`);
    if (made.missing.length > 0) throw new CommandError('Some photos were lost before: see above.', EXIT.partly);
  }

  async function list(backupDir: string, { json }: Options): Promise<void> {
    const names = await loadWork().backupsIn(backupDir);
    if (json) return terminal.printJson(names);
    for (const name of names) terminal.print(name);
    if (names.length === 0) terminal.note(`There is no backup in ${backupDir}.`);
  }

  async function verifyAll(backupDir: string, { json }: Options): Promise<void> {
    const { backupsIn, verifyBackup } = loadWork();
    const findings: Array<{ name: string; fault: string | null }> = [];
    for (const name of await backupsIn(backupDir)) {
      const following = followFiles(terminal, `Reading ${name}`);
      const fault = await verifyBackup(`${backupDir}/${name}`, following.onProgress)
        .then(() => null, faultOf)
        .finally(following.end);
      findings.push({ name, fault });
      if (!json) terminal.print(`${name}: ${fault ?? 'whole'}`);
    }
    if (json) terminal.printJson(findings);
    if (findings.some(({ fault }) => fault !== null)) throw new CommandError('A backup is damaged: make a new one.');
  }

  program
    .command('backup')
    .summary('copy everything, while the app runs or not')
    .description(
      'Makes a backup of everything that FamiliarFaces keeps, while it runs or not: a folder, named after now, in a folder of backups. What the backup before has as well takes up no more space.',
    )
    .argument('[folder]', 'the folder of backups; by default, BACKUP_DIR')
    .option('--keep <number>', 'remove the oldest, so that so many stay', count)
    .option('--list', 'list the backups in the folder, and make none')
    .option('--verify', 'read all backups in the folder again, and make none')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: Options) => {
      const { config } = readSettings();
      const backupDir = folder ?? config.backup?.folder;
      if (backupDir === undefined)
        throw new CommandError('Say where backups are, or set BACKUP_DIR: familiar-faces backup <folder>.', EXIT.usage);
      if (options.list) return list(backupDir, options);
      if (options.verify) return verifyAll(backupDir, options);
      return make(config.dataDir, backupDir, options);
    });
}

const filesIn = (files: number) => (files === 1 ? 'one file' : `${files} files`);
const faultOf = (error: Error) => error.message;
