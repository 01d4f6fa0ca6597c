import type { Dirent } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '../storage/files';
import { randomId } from '../storage/names';

/** The name of a gallery's folder, or of one that is being removed. */
const GALLERY_FOLDER = /^[0-9a-f]{32}(-[a-z0-9]+)?$/;

const foldersIn = async (folder: string): Promise<string[]> => {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]));
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
};

/** Removes the folders of galleries, which each store has: `DATA_DIR/<store>/<gallery>`. */
export class GalleryFolders {
  constructor(private readonly dataDir: string) {}

  private async all(folder: string): Promise<string[]> {
    return (await foldersIn(this.dataDir)).map((part) => path.join(this.dataDir, part, folder));
  }

  /** Removes all files of a gallery. Its folders are renamed first, so that the name is free at once. */
  async remove(folder: string): Promise<void> {
    const suffix = randomId();
    const renamed = (await this.all(folder)).map(async (each) => {
      const target = `${each}-${suffix}`;
      return rename(each, target).then(() => target, ifMissing(undefined));
    });
    for (const each of await Promise.all(renamed)) if (each) await rm(each, { recursive: true, force: true });
  }

  /**
   * Removes folders of galleries that don't exist any more.
   * @param findKnown finds the folders of those that do. It is called once the folders are known: a gallery is there before its folder.
   */
  async removeOrphans(findKnown: () => Promise<ReadonlySet<string>>): Promise<void> {
    const found: string[] = [];
    for (const part of await foldersIn(this.dataDir))
      for (const folder of await foldersIn(path.join(this.dataDir, part)))
        if (GALLERY_FOLDER.test(folder)) found.push(path.join(this.dataDir, part, folder));
    const known = await findKnown();
    for (const each of found) if (!known.has(path.basename(each))) await rm(each, { recursive: true, force: true });
  }
}
