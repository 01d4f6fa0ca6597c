import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { FairGate } from '../../concurrency/fair-gate';
import { tooManySignInsAtOnce } from '../../errors';

/**
 * scrypt with 32 MB and three passes, which takes a good tenth of a second: one of the settings that OWASP takes for equal
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt).
 */
const LOG_N = 15;
const R = 8;
const P = 3;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Hashes take memory, and threads that files need, too. */
const GATE = { atOnce: 2, waiting: 20, waitMs: 10_000 };
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

/** Hashes passwords outside the event loop, two at a time. */
export class Passwords {
  private readonly gate = new FairGate(GATE, tooManySignInsAtOnce);
  /** Takes the place of the hash of an account that doesn't exist, so that both take the same time. */
  private readonly nobodys = format(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));

  /**
   * Hashes a password as `readPassword` returns it.
   * @returns the hash with its parameters and its salt
   * @throws tooManySignInsAtOnce
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return format(salt, await this.derive(password, salt, HASH_BYTES, optionsOf(LOG_N, R, P)));
  }

  /**
   * Whether a password is the one that was hashed.
   * @param hash undefined for an account that doesn't exist: then never, after the same time
   * @throws tooManySignInsAtOnce
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    const parts = FORM.exec(hash ?? this.nobodys);
    if (!parts) throw new Error('The hash of a password is damaged.');
    const [, ln, r, p, salt = '', expected = ''] = parts;
    const known = Buffer.from(expected, 'base64');
    const options = optionsOf(Number(ln), Number(r), Number(p));
    const derived = await this.derive(password, Buffer.from(salt, 'base64'), known.length, options);
    return timingSafeEqual(derived, known) && hash !== undefined;
  }

  private async derive(password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> {
    const leave = await this.gate.enter('passwords', new AbortController().signal);
    try {
      return await new Promise((resolve, reject) => {
        scrypt(password, salt, bytes, options, (error, derived) => (error ? reject(error) : resolve(derived)));
      });
    } finally {
      leave();
    }
  }
}

const optionsOf = (logN: number, r: number, p: number): ScryptOptions => {
  const N = 2 ** logN;
  return { N, r, p, maxmem: 256 * N * r };
};

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** As the Password Hashing Competition writes hashes (https://github.com/P-H-C/phc-string-format). */
const format = (salt: Buffer, hash: Buffer) => `$scrypt$ln=${LOG_N},r=${R},p=${P}$${base64(salt)}$${base64(hash)}`;
