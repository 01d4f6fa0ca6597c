import type { Config } from '../config';
import type { Metrics } from './metrics';

/**
 * Starts to measure, if the settings ask for it; else nothing of it is loaded.
 * @returns undefined when they don't
 */
export function startMetrics({ metrics }: Pick<Config, 'metrics'>): Metrics | undefined {
  if (!metrics) return undefined;
  const loaded = require('./metrics') as typeof import('./metrics.js');
  return new loaded.Metrics(metrics);
}
