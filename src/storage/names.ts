import { randomInt } from 'node:crypto';
import path from 'node:path';
import filenamify from 'filenamify';

// Lower case only, as some file systems ignore case. Without l, o, 0 and 1, which people confuse.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const ID_LENGTH = 16;
const READABLE_LENGTH = 40;

/** Makes an unguessable id: 16 random characters out of 32, which is 80 bits. */
export const randomId = (): string =>
  Array.from({ length: ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/**
 * Makes a new image name: the person's name as a slug, so that people can find it in a folder, and a random id
 * (`ada-lovelace-7k3m9q2x…`). It is unique, and safe in a URL and on every file system.
 */
export function newImageName(personName: string): string {
  const readable = filenamify(personName.normalize('NFKD').replace(/\p{M}/gu, ''), { replacement: '-' })
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, READABLE_LENGTH)
    .replace(/^-+|-+$/g, '');
  return `${readable || 'person'}-${randomId()}`;
}

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
