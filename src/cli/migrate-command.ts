import type { Command } from 'commander';
import type { CommandContext } from './command-context';
import type { MigrateOptions } from './migrate-catalog';

/** Adds `migrate`, which brings the catalog to this version. */
export function addMigrateCommand(program: Command, context: CommandContext): void {
  program
    .command('migrate')
    .summary('bring the catalog to this version')
    .description(
      'Brings the catalog of DATA_DIR to this version, and says from which one. The app does the same when it starts; this is for doing it beforehand. The app has to be stopped. There is no way back but a backup from before.',
    )
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print JSON')
    .action((options: MigrateOptions) => {
      const { migrateCatalog } = require('./migrate-catalog') as typeof import('./migrate-catalog.js');
      return migrateCatalog(options, context);
    });
}
