import type { Config } from '../config';
import type { Terminal } from './terminal';

/** What every command is given. */
export interface CommandContext {
  terminal: Terminal;
  /**
   * Reads the settings that the app would start with in this folder. Commands that need none don't call it.
   * @returns them, and sentences about what is probably not meant
   * @throws {StartError} with every fault found
   */
  readSettings(): { config: Readonly<Config>; doubts: readonly string[] };
}
