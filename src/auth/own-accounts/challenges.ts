import { createHash } from 'node:crypto';
import type { Catalog } from '../../catalog/catalog';
import { MINUTE_MS } from '../../units';
import { noteEntry } from './stored-sign-ins';

const MAX_AGE_MS = 5 * MINUTE_MS;
/** Beside the kinds of oidc-provider. */
const KIND = 'PasskeyChallenge';

const idOf = (challenge: string) => createHash('sha256').update(challenge).digest('hex');

/** The challenges of passkeys that haven't been answered. Each counts once, for whom it was made, in whichever process. */
export class Challenges {
  constructor(private readonly catalog: Catalog) {}

  /** @param owner a sign-in or an account */
  async note(challenge: string, owner: string): Promise<void> {
    const expiresAt = Date.now() + MAX_AGE_MS;
    await noteEntry(this.catalog, {
      kind: KIND,
      id: idOf(challenge),
      uid: null,
      grantId: null,
      payload: owner,
      expiresAt,
    });
  }

  /** Takes a challenge away. @returns whether it was made for this owner, and not too long ago */
  async take(challenge: string, owner: string): Promise<boolean> {
    const taken = await this.catalog
      .deleteFrom('signInEntries')
      .where('kind', '=', KIND)
      .where('id', '=', idOf(challenge))
      .returning(['payload', 'expiresAt'])
      .executeTakeFirst();
    return taken?.payload === owner && taken.expiresAt > Date.now();
  }
}
