// npm run slim: removes from node_modules the binaries of other platforms, which some packages bring along: some 250 MB. `npm ci` brings them back.
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';

const PLATFORM = '{aix,android,darwin,freebsd,linux,openbsd,sunos,win32}';
const HERE = [path.join(process.platform, process.arch), `${process.platform}-${process.arch}`];
/** Where packages have a folder for each platform and processor. */
const FOLDERS = [`onnxruntime-node/bin/*/${PLATFORM}/*`, `@photostructure/sqlite/prebuilds/${PLATFORM}-*`];

const isForeign = (folder: string): boolean => !HERE.some((own) => folder.endsWith(path.sep + own));

/** Returns the folders below `modules` that hold binaries of one platform each. */
export const platformFolders = (modules: string): string[] => globSync(FOLDERS, { cwd: modules }).sort();

const bytesOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, file) => sum + statSync(path.join(file.parentPath, file.name)).size, 0);

/** Removes those of other platforms. @returns how many bytes that were */
export function removeForeign(modules: string): number {
  return platformFolders(modules)
    .filter(isForeign)
    .reduce((sum, folder) => {
      const found = path.join(modules, folder);
      const bytes = bytesOf(found);
      rmSync(found, { recursive: true });
      return sum + bytes;
    }, 0);
}

if (require.main === module) {
  const bytes = removeForeign(path.join(__dirname, '..', 'node_modules'));
  console.log(`Removed ${Math.round(bytes / 1e6)} MB of binaries for other platforms.`);
}
