import path from 'node:path';

// Paths in a store are relative to its folder, with `/`. The first part is the gallery's folder.

/** The gallery's folder that a relative path is in. */
export function galleryFolderOf(relative: string): string {
  const [folder = ''] = relative.split('/', 1);
  return folder;
}

/** Converts an absolute path below a store's folder into a relative one. */
export const relativeTo = (root: string, file: string): string => path.relative(root, file).split(path.sep).join('/');

/** Finds the absolute path of a file. @returns undefined when a damaged catalog has a path that leads out of the store's folder */
export function findBelow(root: string, relative: string): string | undefined {
  const absolute = path.resolve(root, String(relative));
  return absolute.startsWith(root + path.sep) && !absolute.includes('\0') ? absolute : undefined;
}

/** As `findBelow`. @throws when the path leads out of the store's folder */
export function resolveBelow(root: string, relative: string): string {
  const absolute = findBelow(root, relative);
  if (!absolute) throw new Error(`The path of a photo leads out of its folder: ${relative}`);
  return absolute;
}
