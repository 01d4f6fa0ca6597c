import pino, { type Logger } from 'pino';
import { terminalLog } from '../terminal-log';
import { loggedError } from '../web/logged-errors';
import type { Terminal } from './terminal';

/** A log whose warnings and errors are said at the terminal; with `LOG_LEVEL=debug`, all of it. */
export function logTo(terminal: Terminal, level: string): Logger {
  const shown = level === 'info' ? 'warn' : level;
  const write = (text: string) => terminal.note(text.trimEnd());
  return pino({ level: shown, serializers: { err: loggedError } }, terminalLog(write, level === 'debug'));
}
