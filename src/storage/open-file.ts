import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isMissing } from './folders';

/** Windows has no such flag, and links there need an administrator. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const isLink = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ELOOP';

/** A file to be read and closed by the caller, or undefined when it is gone. A symbolic link in a photo's place is no photo, wherever it leads. */
export async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, READ_NO_LINK);
  } catch (error) {
    if (isMissing(error) || isLink(error)) return undefined;
    throw error;
  }
}
