// @ts-check

/**
 * Finds the files that were dropped, including those in folders, each with its folder's name (empty without a folder).
 * @param {DataTransfer} dropped
 * @returns {Promise<Array<{ file: File, folder: string }>>}
 */
export async function filesOf(dropped) {
  // The browser empties the list after the event, so everything is taken out before the first await.
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return [...dropped.files].map((file) => ({ file, folder: '' }));
  return (await Promise.all(entries.map((entry) => walk(entry, '')))).flat();
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} folder
 * @returns {Promise<Array<{ file: File, folder: string }>>}
 */
async function walk(entry, folder) {
  if (isFile(entry)) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), folder }];
  if (!isFolder(entry)) return [];
  const within = await entriesOf(entry);
  return (await Promise.all(within.map((each) => walk(each, entry.name)))).flat();
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
