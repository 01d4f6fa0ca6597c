import { open } from 'node:fs/promises';
import { inFolderOf } from './folders';

/** Writes a new file, and its folder if there is none. When this resolves, its bytes outlive a power cut; its name does with `syncFolder`. */
export async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await inFolderOf(file, () => open(file, 'wx', 0o600));
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** When this resolves, the bytes of a file outlive a power cut. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
