// npm run slim: removes from node_modules what this machine never loads: binaries of other platforms, and source maps. `npm ci` brings them back.
// After `--`: --compiled also removes what the compiled app never loads, such as the compiler; --arch arm64 keeps the binaries of another processor;
// --modules <folder> is another node_modules.
import { lstatSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { globSync } from 'glob';
import { UNUSED } from './slim/unused';

const PLATFORM = '{aix,android,darwin,freebsd,linux,openbsd,sunos,win32}';
/** Where packages have a folder for each platform and processor. */
const FOLDERS = [`onnxruntime-node/bin/*/${PLATFORM}/*`, `@photostructure/sqlite/prebuilds/${PLATFORM}-*`];
const SOURCE_MAPS = '**/*.{js,cjs,mjs,css,ts,cts,mts}.map';
const LICENSES = '**/{LICENSE,LICENCE,COPYING,NOTICE}*';

export interface SlimOptions {
  /** The processor that the app will run on, as `process.arch` names it; by default this one's. */
  arch?: string | undefined;
  /** Whether the app runs compiled. */
  compiled?: boolean | undefined;
}

const isOf = (folder: string, arch: string): boolean =>
  [path.join(process.platform, arch), `${process.platform}-${arch}`].some((own) => folder.endsWith(path.sep + own));

/** Returns the folders below `modules` that hold binaries of one platform each. */
export const platformFolders = (modules: string): string[] => globSync(FOLDERS, { cwd: modules }).sort();

const filesBelow = (folder: string): string[] =>
  globSync('**', { cwd: folder, nodir: true, dot: true, absolute: true });

/** Removes binaries of other platforms, source maps, and for a compiled app what it never loads. @returns how many bytes that were */
export function slim(modules: string, { arch = process.arch, compiled = false }: SlimOptions = {}): number {
  const foreign = platformFolders(modules).filter((folder) => !isOf(folder, arch));
  const patterns = [SOURCE_MAPS, ...(compiled ? UNUSED : [])];
  const files = new Set([
    ...foreign.flatMap((folder) => filesBelow(path.join(modules, folder))),
    ...globSync(patterns, { cwd: modules, nodir: true, dot: true, absolute: true, ignore: compiled ? LICENSES : [] }),
  ]);
  const bytes = [...files].reduce((sum, file) => sum + lstatSync(file).size, 0);
  for (const file of files) rmSync(file);
  for (const folder of foreign) rmSync(path.join(modules, folder), { recursive: true });
  return bytes;
}

if (require.main === module) {
  const { modules, ...options } = parseArgs({
    options: {
      arch: { type: 'string' },
      compiled: { type: 'boolean' },
      modules: { type: 'string', default: path.join(__dirname, '..', 'node_modules') },
    },
  }).values;
  const bytes = slim(path.resolve(modules), options);
  const more = options.compiled ? ', and what the compiled app never loads' : '';
  const what = `binaries for other platforms, and source maps${more}`;
  console.log(`Removed ${Math.round(bytes / 1e6)} MB: ${what}.`);
}
