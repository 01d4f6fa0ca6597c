import { access, constants, stat } from 'node:fs/promises';
import { backupsIn, dateOf } from '../../backup/backup-folders';
import { DAY_MS, HOUR_MS } from '../../units';
import { doubt, type Finding, fault, good, type Installation } from './finding';

const ABOUT = 'backups';
/** An older one says that no schedule or script makes them any more. */
const OLD_MS = 8 * DAY_MS;

/** Looks whether backups can be made, and how old the newest one is. */
export async function checkBackups({ config: { backup, dataDir } }: Installation): Promise<Finding[]> {
  if (!backup)
    return [doubt(ABOUT, 'BACKUP_DIR isn’t set: set it and BACKUP_SCHEDULE, unless something else backs up DATA_DIR.')];
  const { folder, schedule } = backup;
  const found = await stat(folder).catch(() => undefined);
  const findings: Finding[] = [];
  if (found) {
    const isWritable = await access(folder, constants.W_OK).then(
      () => found.isDirectory(),
      () => false,
    );
    if (!isWritable)
      return [fault(ABOUT, `${folder} can’t be written to: let this user do that, or set another BACKUP_DIR.`)];
    const of = await stat(dataDir).catch(() => undefined);
    if (of?.dev === found.dev)
      findings.push(doubt(ABOUT, `${folder} is on the same disk as DATA_DIR: if the disk fails, both are lost.`));
  }
  return [...findings, ageOf((await backupsIn(folder)).at(-1), folder, schedule !== undefined)];
}

function ageOf(newest: string | undefined, folder: string, isScheduled: boolean): Finding {
  const remedy = isScheduled
    ? 'look for “backup failed” in the log'
    : 'set BACKUP_SCHEDULE, or run `familiar-faces backup`';
  if (newest === undefined) return doubt(ABOUT, `There is none in ${folder} yet: ${remedy}.`);
  const age = Date.now() - dateOf(newest).getTime();
  const says = `The newest one is ${Math.floor(age / HOUR_MS)} hours old`;
  return age > OLD_MS ? doubt(ABOUT, `${says}: ${remedy}.`) : good(ABOUT, `${says}.`);
}
