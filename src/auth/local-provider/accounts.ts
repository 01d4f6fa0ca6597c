import { createHash } from 'node:crypto';
import type { Account } from 'oidc-provider';

/** How many characters a name may have. */
export const MAX_NAME_LENGTH = 100;

/** Far more people than share a computer. Who typed a name longest ago types it again. */
const MAX_NAMES = 5000;

/** The accounts of everyone who has typed a name since the start. */
export class LocalAccounts {
  private readonly names = new Map<string, string>();

  /** Makes an account for a typed name, the same one for the same name in other case or spacing. @returns its subject; undefined for no valid name */
  enter(typed: unknown): string | undefined {
    if (typeof typed !== 'string') return undefined;
    const name = typed
      .normalize('NFKC')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    if (name === '' || name.length > MAX_NAME_LENGTH) return undefined;
    const subject = createHash('sha256').update(name.toLowerCase()).digest('base64url');
    this.names.delete(subject);
    this.names.set(subject, name);
    const [oldest] = this.names.keys();
    if (this.names.size > MAX_NAMES && oldest !== undefined) this.names.delete(oldest);
    return subject;
  }

  find(subject: string): Account | undefined {
    const name = this.names.get(subject);
    if (name === undefined) return undefined;
    return { accountId: subject, claims: async () => ({ sub: subject, name }) };
  }
}
