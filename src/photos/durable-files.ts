import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { inFolderOf, syncFolder } from './folders';

/** Writes a file under a temporary name first, so that it is there whole or not at all. When this resolves, it outlives a power cut. */
export async function writeDurably(temporary: string, target: string, bytes: Uint8Array): Promise<void> {
  const file = await inFolderOf(temporary, () => open(temporary, 'wx', 0o600));
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, target);
  await syncFolder(path.dirname(target));
}

/** Moves a file to another name on the same disk. When this resolves, it outlives a power cut. */
export async function moveDurably(file: string, target: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await inFolderOf(target, () => rename(file, target));
  await syncFolder(path.dirname(target));
}
