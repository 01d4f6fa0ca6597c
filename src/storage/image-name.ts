import { randomInt } from 'node:crypto';
import filenamify from 'filenamify';

// Lower case only, as some file systems fold case; without l, o, 0 and 1, which people misread.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const ID_LENGTH = 16;
const READABLE_LENGTH = 40;

/** 16 random characters out of 32: 80 bits, which no one guesses. */
export const randomId = (): string =>
  Array.from({ length: ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/**
 * A new image name: the person's name as a person can still read it in a folder, and a random tail
 * (`ada-lovelace-7k3m9q2x…`). Safe in a URL and on every file system; two calls never give the same one.
 */
export function newImageName(personName: string): string {
  const readable = filenamify(personName.normalize('NFKD').replace(/\p{M}/gu, ''), { replacement: '-' })
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, READABLE_LENGTH)
    .replace(/^-+|-+$/g, '');
  return `${readable || 'person'}-${randomId()}`;
}
