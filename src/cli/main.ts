import { createProgram } from './program';
import { reportEnd } from './report-end';
import { Terminal } from './terminal';

async function main(): Promise<void> {
  const terminal = new Terminal(process);
  const readSettings = () =>
    (require('../read-settings') as typeof import('../read-settings.js')).readSettings(process.env);
  try {
    await createProgram({ terminal, readSettings }).parseAsync(process.argv);
    if (terminal.signaled !== undefined) process.exitCode = terminal.signaled;
  } catch (error) {
    process.exitCode = reportEnd(error, terminal);
  }
}

void main();
