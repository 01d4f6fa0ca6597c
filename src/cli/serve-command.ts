import path from 'node:path';
import type { Command } from 'commander';

/** Adds `serve`, which runs the app as `npm start` does. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .summary('run the app')
    .description('Runs the app until it is stopped, and starts it again after a crash, as `npm start` does.')
    .action(() => {
      // Beside src/ and dist/, as it has to be loaded without either.
      require(path.join(__dirname, '..', '..', 'supervise.js'));
    });
}
