import { randomInt } from 'node:crypto';
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
