import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isMissing } from './folders';

/** Refuses symbolic links, except on Windows, which has no such flag and lets only administrators create links. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const isLink = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ELOOP';

/** Opens a file for reading; the caller closes it. @returns undefined when it is missing or a symbolic link */
export async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, READ_NO_LINK);
  } catch (error) {
    if (isMissing(error) || isLink(error)) return undefined;
    throw error;
  }
}
