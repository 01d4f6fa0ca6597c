import { StartError } from '../start-error';

/** Why a backup can't be made, read or restored, for the person who can mend it: a sentence with its remedy. */
export class BackupError extends StartError {
  override name = 'BackupError';
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk’s quota is used up',
  EROFS: 'the disk can’t be written to',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EIO: 'the disk fails',
  ENOENT: 'there is none',
};

/** Says in some words why the disk refused something. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/database or disk is full/.test(message)) return 'the disk is full';
  return REASONS[code] ?? message;
}
