import { LRUCache } from 'lru-cache';
import { MINUTE_MS } from '../../units';

const MAX_CHALLENGES = 5000;
const MAX_AGE_MS = 5 * MINUTE_MS;

/** The challenges of passkeys that haven't been answered. Each counts once, for whom it was made. */
export class Challenges {
  private readonly owners = new LRUCache<string, string>({ max: MAX_CHALLENGES, ttl: MAX_AGE_MS });

  /** @param owner a sign-in or an account */
  note(challenge: string, owner: string): void {
    this.owners.set(challenge, owner);
  }

  /** Takes a challenge away. @returns whether it was made for this owner, and not too long ago */
  take(challenge: string, owner: string): boolean {
    const found = this.owners.get(challenge);
    this.owners.delete(challenge);
    return found === owner;
  }
}
