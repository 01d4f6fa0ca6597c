// npm run slim: removes from node_modules what this machine never loads: binaries of other platforms, and source maps. `npm ci` brings them back.
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';

const PLATFORM = '{aix,android,darwin,freebsd,linux,openbsd,sunos,win32}';
const HERE = [path.join(process.platform, process.arch), `${process.platform}-${process.arch}`];
/** Where packages have a folder for each platform and processor. */
const FOLDERS = [`onnxruntime-node/bin/*/${PLATFORM}/*`, `@photostructure/sqlite/prebuilds/${PLATFORM}-*`];

const isForeign = (folder: string): boolean => !HERE.some((own) => folder.endsWith(path.sep + own));

/** Returns the folders below `modules` that hold binaries of one platform each. */
export const platformFolders = (modules: string): string[] => globSync(FOLDERS, { cwd: modules }).sort();

const filesBelow = (folder: string): string[] =>
  globSync('**', { cwd: folder, nodir: true, dot: true, absolute: true });

/** Removes binaries of other platforms, and source maps. @returns how many bytes that were */
export function slim(modules: string): number {
  const foreign = platformFolders(modules).filter(isForeign);
  const files = [
    ...foreign.flatMap((folder) => filesBelow(path.join(modules, folder))),
    ...globSync('**/*.{js,cjs,mjs,css,ts,cts,mts}.map', { cwd: modules, nodir: true, dot: true, absolute: true }),
  ];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  for (const file of files) rmSync(file);
  for (const folder of foreign) rmSync(path.join(modules, folder), { recursive: true });
  return bytes;
}

if (require.main === module) {
  const bytes = slim(path.join(__dirname, '..', 'node_modules'));
  console.log(`Removed ${Math.round(bytes / 1e6)} MB: binaries for other platforms, and source maps.`);
}
