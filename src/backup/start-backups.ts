import type { Logger } from 'pino';
import type { Config } from '../config';
import type { ScheduledBackups } from './scheduled-backups';

/**
 * Has backups made as the settings say; without a schedule, nothing of it is loaded.
 * @returns undefined without a schedule
 */
export function startBackups(
  { dataDir, backup }: Pick<Config, 'dataDir' | 'backup'>,
  log: Logger,
): ScheduledBackups | undefined {
  if (backup?.schedule === undefined) return undefined;
  const { ScheduledBackups } = require('./scheduled-backups') as typeof import('./scheduled-backups.js');
  return new ScheduledBackups({ dataDir, backupDir: backup.folder, keep: backup.keep }, backup.schedule, log);
}
