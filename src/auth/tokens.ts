import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** Makes what opens a link, or is a key: 256 random bits, in letters that an address takes. */
export const newToken = (): string => randomBytes(BYTES).toString('base64url');

/** The SHA-256 of a token, in hex, by which the catalog knows it. A token is random, so nobody finds it by trying. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
