import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { SETTING_NAMES } from '../../src/env';

const root = path.join(__dirname, '..', '..');
// Empty counts as not set, and keeps a developer's .env out.
const NOTHING_SET = Object.fromEntries(SETTING_NAMES.map((key) => [key, '']));

/** What a command has printed, and its exit code or the signal that ended it. */
export interface CommandEnd {
  code: number | string;
  stdout: string;
  stderr: string;
}

interface CommandOptions {
  /** The folder that it is called in. */
  folder?: string;
  /**
   * The user that it runs as, who can't write the tests' cache of compiled files: the same command has to have run before. Nobody but root can
   * run something as another user: others run it themselves.
   */
  uid?: number;
}

/** A command as people call it in a script: nobody at a terminal, and nothing set but what is given. */
export function startCommand(
  args: readonly string[],
  env: Record<string, string> = {},
  { folder = root, uid }: CommandOptions = {},
) {
  const isOther = uid !== undefined && process.getuid?.() === 0;
  const child = spawn(process.execPath, [path.join(root, 'familiar-faces.js'), ...args], {
    cwd: folder,
    env: { ...process.env, ...NOTHING_SET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isOther && { uid }),
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (said.stdout += text));
  child.stderr.on('data', (text) => (said.stderr += text));
  const ended: Promise<CommandEnd> = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, ...said }));
  return { child, said, ended };
}

/** Runs a command to its end. */
export const runCommand = (
  args: readonly string[],
  env?: Record<string, string>,
  options?: CommandOptions,
): Promise<CommandEnd> => startCommand(args, env, options).ended;
