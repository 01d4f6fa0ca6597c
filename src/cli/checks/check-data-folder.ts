import { randomBytes } from 'node:crypto';
import { access, constants, stat, statfs, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { foreignFileOf, howToOwn } from '../../catalog/data-folder-faults';
import { MEGABYTE } from '../../units';
import { doubt, type Finding, fault, good, type Installation } from './finding';

const ABOUT = 'data folder';
/** With less, photos are soon refused. */
const LEAST_FREE = 100 * MEGABYTE;
/** With less, it is time to think of it. */
const ENOUGH_FREE = 1000 * MEGABYTE;
const OF_OTHERS = 0o007;

/** Looks whether everything can be stored, as whom, and how much more fits. It leaves nothing behind. */
export async function checkDataFolder({ config: { dataDir } }: Installation): Promise<Finding[]> {
  const found = await stat(dataDir).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    const remedy = `let ${whoRuns()} into the folders above it, or set another DATA_DIR`;
    throw new Error(`${dataDir} can’t be looked at (${error.code ?? error.message}): ${remedy}.`);
  });
  if (!found) return [await checkPlaceOf(dataDir)];
  if (!found.isDirectory()) return [fault(ABOUT, `DATA_DIR is ${dataDir}, which is a file: set DATA_DIR to a folder.`)];
  const written = await tryToWrite(dataDir);
  if (written) return [written];
  return [
    good(ABOUT, `${dataDir} can be written to.`),
    ...checkOwner(dataDir, found.uid),
    ...checkRights(dataDir, found.mode),
    await checkSpace(dataDir),
  ];
}

/** Whether a folder that isn't there could be made. */
async function checkPlaceOf(dataDir: string): Promise<Finding> {
  let parent = path.dirname(dataDir);
  while (
    await access(parent).then(
      () => false,
      () => true,
    )
  )
    parent = path.dirname(parent);
  return access(parent, constants.W_OK).then(
    () =>
      doubt(
        ABOUT,
        `${dataDir} doesn’t exist yet. The app makes it when it starts: if it has run before, set DATA_DIR to its folder.`,
      ),
    () =>
      fault(
        ABOUT,
        `${dataDir} doesn’t exist, and this user can’t make it in ${parent}: make it, or set another DATA_DIR.`,
      ),
  );
}

async function tryToWrite(dataDir: string): Promise<Finding | undefined> {
  const file = path.join(dataDir, `check-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(file, 'x', { flag: 'wx' });
    await unlink(file);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const remedy: Record<string, string> = {
      EACCES: howToOwn(dataDir),
      EPERM: howToOwn(dataDir),
      EROFS: 'the disk is read-only, so mount it to be written to',
      ENOSPC: 'the disk is full, so free some space',
      EDQUOT: 'the quota of this user is used up, so raise it or free some space',
    };
    return fault(
      ABOUT,
      `${dataDir} can’t be written to (${code ?? message}): ${remedy[code ?? ''] ?? 'set another DATA_DIR'}.`,
    );
  }
}

const whoRuns = () => `user ${process.getuid?.() ?? ''}`.trim();

/** What somebody else has written there may be closed to who runs the app; and so would be what root writes now. */
function checkOwner(dataDir: string, owner: number): Finding[] {
  if (process.getuid?.() === 0 && owner !== 0)
    return [
      doubt(
        ABOUT,
        `${dataDir} belongs to user ${owner}, but this is root, whose files the app couldn’t change: run commands as user ${owner}.`,
      ),
    ];
  const file = foreignFileOf(dataDir);
  return file === undefined ? [] : [fault(ABOUT, `This user can’t write ${file}: ${howToOwn(dataDir)}.`)];
}

function checkRights(dataDir: string, mode: number): Finding[] {
  if (process.platform === 'win32' || (mode & OF_OTHERS) === 0) return [];
  return [
    doubt(ABOUT, `Other users of this computer may look into ${dataDir}: \`chmod 700 ${dataDir}\` keeps them out.`),
  ];
}

async function checkSpace(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const text = `${Math.floor(free / MEGABYTE)} MB are free on its disk`;
  if (free < LEAST_FREE) return fault('disk', `Only ${text}, so photos will soon be refused: free some space.`);
  if (free < ENOUGH_FREE) return doubt('disk', `Only ${text}: free some space before photos are refused.`);
  return good('disk', `${text}.`);
}
