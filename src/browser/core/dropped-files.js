// @ts-check
import { kindOf } from '../paths/file-kinds.js';
import { counted } from './elements.js';

/** @typedef {{ file: File, path: string }} FoundFile its path begins with the dropped folder's name */

/**
 * What was dropped, pasted or chosen.
 * @typedef {object} Dropped
 * @property {File[]} photos that aren't in a folder
 * @property {FoundFile[]} inFolders every file in folders, photos or not
 * @property {File[]} zips that aren't in a folder
 * @property {File[]} others that aren't in a folder and are no photos
 * @property {string[]} unreadable the names of files and folders that the browser couldn't open
 */

const isZip = (/** @type {File} */ { name, type }) => /\.zip$/i.test(name) || /^application\/(x-)?zip/.test(type);
/** A file without an ending may be a photo. What it is, the app sees in its bytes. */
const isPhoto = (/** @type {File} */ { name, type }) =>
  kindOf(name) === 'photo' || type.startsWith('image/') || !name.includes('.');

/**
 * Sorts files by what can be done with them.
 * @param {readonly FoundFile[]} found
 * @param {readonly string[]} [unreadable]
 * @returns {Dropped}
 */
export function sortFiles(found, unreadable = []) {
  const loose = found.filter(({ path }) => !path.includes('/')).map(({ file }) => file);
  const zips = loose.filter(isZip);
  const photos = loose.filter((file) => !isZip(file) && isPhoto(file));
  const others = loose.filter((file) => !isZip(file) && !isPhoto(file));
  return {
    photos,
    inFolders: found.filter(({ path }) => path.includes('/')),
    zips,
    others,
    unreadable: [...unreadable],
  };
}

/**
 * Finds the files that were dropped, including those in folders.
 * @param {DataTransfer} dropped
 * @returns {Promise<Dropped>}
 */
export async function filesOf(dropped) {
  // The browser empties the list after the event, so everything is taken out before the first await.
  const given = [...dropped.items].flatMap((item) => item.webkitGetAsEntry?.() ?? item.getAsFile() ?? []);
  /** @type {string[]} */
  const unreadable = [];
  const found = await Promise.all(
    // A picture that comes from another page is a file without an entry.
    given.map((each) => (each instanceof File ? [{ file: each, path: each.name }] : walk(each, unreadable))),
  );
  return sortFiles(found.flat(), unreadable);
}

/**
 * @param {FileSystemEntry} entry
 * @param {string[]} unreadable gets the paths of what can't be opened
 * @returns {Promise<FoundFile[]>}
 */
async function walk(entry, unreadable) {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path }];
    if (!isFolder(entry)) return [];
    const found = [];
    // One after another: a folder may hold thousands of others.
    for (const each of await entriesOf(entry)) found.push(...(await walk(each, unreadable)));
    return found;
  } catch {
    unreadable.push(path);
    return [];
  }
}

/** @type {(entry: FileSystemEntry) => entry is FileSystemFileEntry} */
const isFile = (entry) => entry.isFile;
/** @type {(entry: FileSystemEntry) => entry is FileSystemDirectoryEntry} */
const isFolder = (entry) => entry.isDirectory;

/**
 * Lists a folder. A reader returns a hundred entries at a time, and none at the end.
 * @param {FileSystemDirectoryEntry} folder
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const entries = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

/** More files than this aren't named. */
const MOST_NAMED = 5;

/**
 * What is to be said of files that can't be taken. What programs put beside photos is passed over in silence.
 * @param {Dropped} dropped
 * @param {boolean} hasPhotos whether there are photos that can be
 */
export function sentencesFor({ zips, others, unreadable }, hasPhotos) {
  const odd = others.filter(({ name }) => !hasPhotos || kindOf(name) !== 'side');
  const sentences = [
    ...odd.map(({ name }) => `${name} isn’t a photo.`),
    ...unreadable.map((name) => `${name} can’t be opened.`),
    ...zips.map(({ name }) => `${name} was left out: drop one zip by itself to import it.`),
  ];
  const more = sentences.length - MOST_NAMED;
  if (more > 0) sentences.splice(MOST_NAMED, more, `And ${counted(more, 'more file')}.`);
  if (sentences.length === 0 && !hasPhotos) return ['No photos were found.'];
  return sentences;
}
