import type { Dirent } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '../storage/folder-size';
import { randomId } from '../storage/image-name';

/** The name of a gallery's folder, or of one that is being removed. */
const GALLERY_FOLDER = /^[0-9a-f]{32}(-[a-z0-9]+)?$/;

const foldersIn = async (folder: string): Promise<string[]> => {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]));
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
};

/** Every folder of a gallery, whichever store keeps files in it: `DATA_DIR/<store>/<gallery>`. */
export class GalleryFolders {
  constructor(private readonly dataDir: string) {}

  private async all(folder: string): Promise<string[]> {
    return (await foldersIn(this.dataDir)).map((part) => path.join(this.dataDir, part, folder));
  }

  /** Removes all files of a gallery. They are put aside first, all at once: should the person come back at that moment, theirs is a new folder. */
  async remove(folder: string): Promise<void> {
    const tail = randomId();
    const aside = (await this.all(folder)).map(async (each) => {
      const away = `${each}-${tail}`;
      return rename(each, away).then(() => away, ifMissing(undefined));
    });
    for (const each of await Promise.all(aside)) if (each) await rm(each, { recursive: true, force: true });
  }

  /** At start: removes what is left of galleries that are gone. @param known the folders of all the others */
  async removeOrphans(known: ReadonlySet<string>): Promise<void> {
    for (const part of await foldersIn(this.dataDir)) {
      for (const folder of await foldersIn(path.join(this.dataDir, part))) {
        if (GALLERY_FOLDER.test(folder) && !known.has(folder))
          await rm(path.join(this.dataDir, part, folder), { recursive: true, force: true });
      }
    }
  }
}
