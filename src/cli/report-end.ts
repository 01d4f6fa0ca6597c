import { CommanderError } from 'commander';
import { isFault } from '../errors';
import { StartError } from '../start-error';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import type { Terminal } from './terminal';

/** Says why a command has ended with an error, in one sentence on stderr. @returns the exit code */
export function reportEnd(error: unknown, terminal: Terminal): number {
  // What a command throws since it was stopped says nothing, unless it tells how far it came.
  if (terminal.signaled !== undefined)
    return error instanceof CommandError ? say(terminal, error.message, terminal.signaled) : terminal.signaled;
  // Commander has said it, and its help is no fault.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandError) return say(terminal, error.message, error.exitCode);
  if (error instanceof StartError || isFault(error)) return say(terminal, error.message, EXIT.failed);
  const reason = error instanceof Error ? error.message : String(error);
  return say(terminal, `Something went wrong: ${reason}`, EXIT.failed);
}

function say(terminal: Terminal, message: string, code: number): number {
  terminal.note(message);
  return code;
}
