import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** Makes what opens a link: 256 random bits, in letters that an address takes. */
export const newToken = (): string => randomBytes(BYTES).toString('base64url');

/** The SHA-256 of what opens a link. It is random, so that nobody finds it by trying. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
