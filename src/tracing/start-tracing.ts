import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Tracing } from './tracing';

/**
 * Starts to trace, if the settings ask for it; else nothing of it is loaded, and nothing is sent.
 * @returns undefined when they don't
 */
export function startTracing(
  { tracing, trustProxy }: Pick<Config, 'tracing' | 'trustProxy'>,
  log: Logger,
): Tracing | undefined {
  if (!tracing) return undefined;
  const loaded = require('./tracing') as typeof import('./tracing.js');
  return new loaded.Tracing(tracing, log, trustProxy > 0);
}
