// @ts-check
import { isCalledById, isInHome, isMonth, isShard, kindOfFolder, nameOf } from './folder-names.js';

/**
 * A folder among paths. The outermost has an empty name and nothing around it.
 * @typedef {object} Folder
 * @property {string} name
 * @property {Folder | undefined} around
 * @property {Map<string, Folder>} within
 * @property {Set<string>} stems the names of its photos without their endings, in lower case
 * @property {number} months how many of the folders in it are named like months
 * @property {boolean} hasTraining whether one of the folders in it is a data set's part to train with
 * @property {import('./folder-names.js').FolderKind} [kind]
 * @property {Owner} [owner]
 */

/**
 * Whose photos are in a folder.
 * @typedef {object} Owner
 * @property {string} name as people wrote it; empty for nobody's
 * @property {boolean} isSure whether the folder's name says so, as far as names can
 */

/** @type {Owner} */
const NOBODY = { name: '', isSure: false };

/** @param {string} name @param {Folder} [around] @returns {Folder} */
export const makeFolder = (name, around) => ({
  name,
  around,
  within: new Map(),
  stems: new Set(),
  months: 0,
  hasTraining: false,
});

/**
 * Finds a folder in another one, or adds it.
 * @param {Folder} around
 * @param {string} name
 */
export function folderIn(around, name) {
  const known = around.within.get(name);
  if (known) return known;
  const folder = makeFolder(name, around);
  around.within.set(name, folder);
  if (isMonth(name)) around.months++;
  if (/^(?:train|training|test)$/i.test(name)) around.hasTraining = true;
  return folder;
}

/** @param {Folder} folder */
const isTakeout = ({ name }) => /^takeout\b/i.test(name);

/** @param {Folder} folder @returns {boolean} */
const isInTakeout = ({ around }) => around !== undefined && (isTakeout(around) || isInTakeout(around));

/** @param {Folder} folder @returns {boolean} */
const isInStore = ({ name, around }) =>
  around !== undefined && isShard(name) && (isCalledById(around.name) || isInStore(around));

/** What a folder is at its place. @param {Folder} folder */
function kindOf(folder) {
  folder.kind ??= decideKind(folder);
  return folder.kind;
}

/** @param {Folder} folder @returns {import('./folder-names.js').FolderKind} */
function decideKind(folder) {
  const { name, around } = folder;
  // In a takeout, the first folder is called by the program in the user's language, and years stand for themselves or in albums' names.
  if (!around || isTakeout(around) || isInStore(folder)) return 'plain';
  if (around.hasTraining && /^(?:val|dev|eval)$/i.test(name)) return 'plain';
  const kind = kindOfFolder(name);
  if (kind === 'perhaps') return /\d{4}/.test(name) && isInTakeout(folder) ? 'plain' : 'perhaps';
  if (kind === 'month') return kindOf(around) === 'date' || around.months > 2 ? 'date' : 'name';
  if (kind === 'number') return kindOf(around) === 'date' ? 'date' : 'perhaps';
  return kind;
}

/**
 * Finds out whose photos are in a folder, once all folders are in the tree: the innermost folder that may be called by a person says it.
 * @param {Folder} folder
 * @returns {Owner}
 */
export function ownerOf(folder) {
  folder.owner ??= decideOwner(folder);
  return folder.owner;
}

/** @param {Folder} folder */
function decideOwner(folder) {
  const { name, around } = folder;
  if (!around) return NOBODY;
  const kind = kindOf(folder);
  if (kind === 'name') return { name: nameOf(name), isSure: true };
  if (kind !== 'perhaps' && around.around && isInHome(name, around.around.name)) return NOBODY;
  const outer = ownerOf(around);
  return kind === 'perhaps' && !outer.isSure ? { name: nameOf(name), isSure: false } : outer;
}
