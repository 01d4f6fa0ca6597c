import { sideProgram } from '../concurrency/side-program';
import { BackupError } from './backup-error';
import { BackupRunning } from './folder-lock';
import { BackupMade, type BackupOrder, type MadeBackup, makeBackup } from './make-backup';

/** What came of a backup. Errors lose their class between threads. */
type Outcome = { made: MadeBackup } | { isOthers: true } | { refusal: string };

export default sideProgram(async (order: BackupOrder): Promise<Outcome> => {
  try {
    return { made: await makeBackup(order) };
  } catch (error) {
    if (error instanceof BackupRunning || error instanceof BackupMade) return { isOthers: true };
    if (error instanceof BackupError) return { refusal: error.message };
    throw error;
  }
});
