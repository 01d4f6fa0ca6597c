import { open } from 'node:fs/promises';
import { inFolderOf } from './folders';

/** Writes a new file, and creates its folder if needed. Once this resolves, its bytes outlive a power cut; its name needs `syncFolder`. */
export async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await inFolderOf(file, () => open(file, 'wx', 0o600));
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a file to the disk: once this resolves, its bytes outlive a power cut. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
