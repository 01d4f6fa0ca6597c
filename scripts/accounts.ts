// npm run accounts -- list | admin <name> | reset <name>: what an administrator does, at the server's own command line, while the app runs or not.
import path from 'node:path';
import { readConfig } from '../src/config';
import { readEnvFile } from '../src/env-file';
import { runCommand } from './accounts/commands';

async function main(): Promise<void> {
  const config = readConfig({ ...readEnvFile(path.resolve('.env')), ...process.env });
  const { lines, isDone } = await runCommand(process.argv.slice(2), config);
  for (const each of lines) console[isDone ? 'log' : 'error'](each);
  if (!isDone) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
