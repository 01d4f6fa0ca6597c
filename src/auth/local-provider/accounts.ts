import { createHash } from 'node:crypto';
import type { Account } from 'oidc-provider';

/** The most characters that a name here may have. */
export const MAX_NAME_LENGTH = 100;

/** Whoever has typed a name since the start. */
export class LocalAccounts {
  private readonly names = new Map<string, string>();

  /** The subject of a name, or undefined for what is no name. The same name is the same person, however it is spelt. */
  enter(typed: unknown): string | undefined {
    if (typeof typed !== 'string') return undefined;
    const name = typed
      .normalize('NFKC')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    if (name === '' || name.length > MAX_NAME_LENGTH) return undefined;
    const subject = createHash('sha256').update(name.toLowerCase()).digest('base64url');
    this.names.set(subject, name);
    return subject;
  }

  find(subject: string): Account | undefined {
    const name = this.names.get(subject);
    if (name === undefined) return undefined;
    return { accountId: subject, claims: async () => ({ sub: subject, name }) };
  }
}
