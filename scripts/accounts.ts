// npm run accounts -- list | admin <name> | reset <name>: what an administrator does, at the server's own command line, while the app runs or not.
import { readSettings } from '../src/read-settings';
import { runCommand } from './accounts/commands';

async function main(): Promise<void> {
  const { config } = readSettings(process.env);
  const { lines, isDone } = await runCommand(process.argv.slice(2), config);
  for (const each of lines) console[isDone ? 'log' : 'error'](each);
  if (!isDone) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
