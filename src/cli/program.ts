import { Command } from 'commander';
import { version } from '../version';
import { addBackupCommand } from './backup-command';
import { addCheckCommand } from './check-command';
import type { CommandContext } from './command-context';
import { addExportCommand } from './export-command';
import { addImportCommand } from './import-command';
import { addMigrateCommand } from './migrate-command';
import { addRecognizeCommand } from './recognize-command';
import { addRestoreCommand } from './restore-command';
import { addServeCommand } from './serve-command';
import { addUsersCommand } from './users-command';

const HELP = `
Settings are read from the environment and from the file .env of the folder that the command is called in, as the app reads them.
Every command has its own help: familiar-faces <command> --help`;

const COMMANDS = [
  addServeCommand,
  addCheckCommand,
  addUsersCommand,
  addImportCommand,
  addExportCommand,
  addRecognizeCommand,
  addMigrateCommand,
  addBackupCommand,
  addRestoreCommand,
];

/** Makes a sentence of what commander says about wrong usage. */
const sentence = (text: string) => {
  const said = text.replace(/^error: /, '').trimEnd();
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}\n`;
};

/** The command line with all commands. What it can't parse, it says and throws as a CommanderError. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('familiar-faces')
    .description('Runs FamiliarFaces, and does at the server what its administrator needs.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', HELP)
    .configureOutput({ outputError: (text, write) => write(sentence(text)) })
    .showHelpAfterError('See --help.')
    .exitOverride();
  for (const add of COMMANDS) add(program, context);
  return program;
}
