// @ts-check
// Browser and server share the modules of this folder.

/**
 * What a file is by its name: `photo`; `video`; `side` for what programs put beside photos (data, thumbnails, lists); `other`.
 * @typedef {'photo' | 'video' | 'side' | 'other'} FileKind
 */

/** @param {string} words separated by space */
const setOf = (words) => new Set(words.trim().split(/\s+/));

/** The endings of photos that can be read, as the engine lists them (engine/photo-formats.ts). */
export const PHOTO_EXTENSIONS = setOf(
  `jpg jpeg jpe jfif pjpeg pjp mpo png apng webp heic heif hif heics heifs avif avifs gif tif tiff bmp dib`,
);

const VIDEO_EXTENSIONS = setOf('mov mp4 m4v mp avi mkv mts m2ts 3gp 3g2 webm mpg mpeg wmv flv insv lrv');

const SIDE_EXTENSIONS = setOf(`
  json xmp aae thm xml txt text html htm css js csv tsv md rtf log url webloc lnk ini inf db db-journal db-wal db-shm
  sqlite sqlite3 plist yml yaml toml nfo sfv md5 sha1 sha256 m3u m3u8 ithmb ctg ind pp3 dop cos cop arp lrcat lrdata
  lrprev pto picasa mta srt vtt npy npz pkl pickle mat pts lst bak tmp part crdownload download ds_store
`);

/** Files without a telling ending, or that systems hide. */
const SIDE_FILES = setOf(`
  thumbs.db ehthumbs.db ehthumbs_vista.db desktop.ini icon autorun.inf readme license licence changelog notice
  checksums md5sums sha1sums sha256sums albumartsmall.jpg folder.jpg synofile_thumb_m.jpg
`);

/** Folders of systems and photo managers whose files nobody put there: nothing in them is looked at. */
const SYSTEM_FOLDERS = setOf(`
  __macosx @eadir #recycle @recycle @recently-snapshot #snapshot $recycle.bin recycler lost+found
  @__thumb @__qini lightroom_previews node_modules
`);

/** Double Take keeps its photos in this folder. Any other folder with a dot is hidden for a reason. */
const OPEN_FOLDERS = setOf('.storage');

/** @param {string} name of a file */
export function extensionOf(name) {
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at + 1).toLowerCase();
}

/**
 * @param {string} name of a file, without its folders
 * @returns {FileKind}
 */
export function kindOf(name) {
  const plain = name.trim().toLowerCase();
  if (plain.startsWith('.') || plain.startsWith('~$') || plain.startsWith('synofile_thumb') || SIDE_FILES.has(plain))
    return 'side';
  const extension = extensionOf(plain);
  if (PHOTO_EXTENSIONS.has(extension)) return 'photo';
  if (VIDEO_EXTENSIONS.has(extension)) return 'video';
  return SIDE_EXTENSIONS.has(extension) || plain.endsWith('~') ? 'side' : 'other';
}

/**
 * Whether a folder is a system's or a program's own, such as a recycle bin or a store of thumbnails.
 * @param {string} name of a folder
 */
export function isSystemFolder(name) {
  const plain = name.trim().toLowerCase();
  if (plain.startsWith('.')) return !OPEN_FOLDERS.has(plain);
  return SYSTEM_FOLDERS.has(plain) || plain.endsWith('.lrdata');
}
