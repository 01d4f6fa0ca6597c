import type { Catalog } from '../catalog/catalog';
import type { MatchThresholds } from '../config';
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
    private readonly settings: { match: MatchThresholds; keepRecognitionsHours: number },
  ) {}

  /** @throws accountDeleted when there is no such user any more */
  async get(userId: number): Promise<Preference> {
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
  async thresholdsOf(userId: number): Promise<MatchThresholds> {
    const { matchSure } = await this.get(userId);
    return matchSure === null ? this.settings.match : this.thresholdsAt(matchSure);
  }

  /** The bounds with another sure one: the range of questions above it stays as wide as it is. */
  thresholdsAt(sure: number): MatchThresholds {
    const { match } = this.settings;
    return { ...match, sure, maybe: sure + (match.maybe - match.sure) };
  }

  async keepHoursOf(userId: number): Promise<number> {
    return (await this.get(userId)).keepHours ?? this.settings.keepRecognitionsHours;
  }
}
