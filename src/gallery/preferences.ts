import type { Catalog } from '../catalog/catalog';
import type { MatchBounds } from '../config';
import { accountDeleted } from '../errors';

export interface Preference {
  /** The user's own sure bound, a distance; null: the app's. */
  matchSure: number | null;
  /** Hours that results are kept; null: the app's. */
  keepHours: number | null;
}

/** What each user has set for themselves, over what the app's settings say. */
export class Preferences {
  constructor(
    private readonly catalog: Catalog,
    private readonly settings: { match: MatchBounds; keepRecognitionsHours: number },
  ) {}

  /** @throws accountDeleted when there is no such user any more */
  async of(userId: number): Promise<Preference> {
    return this.catalog
      .selectFrom('users')
      .select(['matchSure', 'keepHours'])
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(accountDeleted);
  }

  async save(userId: number, preference: Partial<Preference>): Promise<void> {
    await this.catalog.updateTable('users').set(preference).where('id', '=', userId).execute();
  }

  /** The bounds for a user's faces. */
  async boundsOf(userId: number): Promise<MatchBounds> {
    const { matchSure } = await this.of(userId);
    return matchSure === null ? this.settings.match : this.boundsAt(matchSure);
  }

  /** The bounds with another sure one: the range of questions above it stays as wide as it is. */
  boundsAt(sure: number): MatchBounds {
    const { match } = this.settings;
    return { ...match, sure, maybe: sure + (match.maybe - match.sure) };
  }

  async keepHoursOf(userId: number): Promise<number> {
    return (await this.of(userId)).keepHours ?? this.settings.keepRecognitionsHours;
  }
}
