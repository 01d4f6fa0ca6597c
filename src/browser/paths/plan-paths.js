// @ts-check
import { isSystemFolder, kindOf } from './file-kinds.js';
import { holdsThumbnails } from './folder-names.js';
import { folderIn, makeFolder, ownerOf } from './folder-tree.js';
import { nameInFile } from './name-in-file.js';

// The one rule for whose photo a file is, by its path in a dropped folder, a chosen one or a zip. It looks at names, not at photos.

/**
 * What becomes of one file.
 * @typedef {object} PlannedFile
 * @property {'photo' | 'passed' | 'unread'} kind `passed` over, as programs and systems put it beside photos; `unread`: no photo that can be read
 * @property {string} person the name of the person whose photo it is, as people wrote it; empty for a photo without a name, and for other files
 * @property {boolean} isGuess whether the name isn't a folder's, but taken from the file's own: `Amy_01.jpg`
 */

/** @typedef {import('./folder-tree.js').Folder} Folder */

/** Folders farther out than this make no difference: nobody has so many, and a hostile zip may. */
const DEEPEST = 20;

/** @type {PlannedFile} */
const PASSED = { kind: 'passed', person: '', isGuess: false };
/** @type {PlannedFile} */
const UNREAD = { kind: 'unread', person: '', isGuess: false };

/** The name of a file without its ending. @param {string} file */
const stemOf = (file) => file.replace(/\.[^.]*$/, '').toLowerCase();

/** @param {Folder | undefined} folder @returns {boolean} */
const isForThumbnails = (folder) =>
  folder?.around !== undefined && (holdsThumbnails(folder.name) || isForThumbnails(folder.around));

/**
 * Plans files. First `add` every path, then `weigh` every file, then ask for each `planOf` it; each step takes the same short time for
 * each file, so that a large zip can be planned with pauses.
 */
export class PathPlanner {
  #root = makeFolder('');
  /** @type {Array<{ name: string, kind: import('./file-kinds.js').FileKind, folder: Folder }>} */
  #files = [];
  /** Photos by owner and stem, but for thumbnails. @type {Set<string>} */
  #photos = new Set();

  /** How many paths were added. */
  get size() {
    return this.#files.length;
  }

  /** @param {string} path of a file, with `/` or `\` between its folders */
  add(path) {
    const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
    const name = parts.pop() ?? '';
    let folder = this.#root;
    for (const part of parts.slice(-DEEPEST)) folder = folderIn(folder, part.normalize('NFC'));
    const kind = name === '' || parts.some(isSystemFolder) ? 'side' : kindOf(name);
    if (kind === 'photo') folder.stems.add(stemOf(name));
    this.#files.push({ name, kind, folder });
  }

  /** @param {number} index of a file, in the order in which they were added */
  #file(index) {
    const file = this.#files[index];
    if (!file) throw new RangeError(`There is no file ${index}.`);
    return file;
  }

  /** @param {number} index */
  weigh(index) {
    const { name, kind, folder } = this.#file(index);
    if (kind === 'photo' && !isForThumbnails(folder)) this.#photos.add(`${ownerOf(folder).name}/${stemOf(name)}`);
  }

  /**
   * @param {number} index
   * @returns {PlannedFile}
   */
  planOf(index) {
    const { name, kind, folder } = this.#file(index);
    if (kind === 'side') return PASSED;
    // The moving half of a phone's photo.
    if (kind === 'video' && folder.stems.has(stemOf(name))) return PASSED;
    if (kind !== 'photo') return UNREAD;
    const owner = ownerOf(folder);
    if (isForThumbnails(folder) && this.#photos.has(`${owner.name}/${stemOf(name)}`)) return PASSED;
    if (owner.name) return { kind: 'photo', person: owner.name, isGuess: false };
    const person = nameInFile(name.normalize('NFC'));
    return { kind: 'photo', person, isGuess: person !== '' };
  }
}

/**
 * Plans files by their paths, at once.
 * @param {readonly string[]} paths with `/` or `\` between folders
 * @returns {PlannedFile[]} in the order of the paths
 */
export function planPaths(paths) {
  const planner = new PathPlanner();
  for (const path of paths) planner.add(path);
  for (const index of paths.keys()) planner.weigh(index);
  return paths.map((_path, index) => planner.planOf(index));
}
