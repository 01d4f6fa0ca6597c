import type { Catalog } from '../catalog/catalog';
import type { MatchThresholds } from '../config';
import type { Gallery } from './galleries';

type Settings = Pick<Gallery, 'strictness' | 'retention'>;

/** Each gallery's own settings, with the app's settings as defaults. */
export class Preferences {
  constructor(
    private readonly catalog: Catalog,
    private readonly settings: { match: MatchThresholds; keepRecognitionsHours: number },
  ) {}

  /** Saves settings of a gallery. Null returns a setting to the app's default. */
  async save({ id }: Gallery, settings: Partial<Settings>): Promise<void> {
    await this.catalog.updateTable('galleries').set(settings).where('id', '=', id).execute();
  }

  /** The thresholds that decide which names a gallery's faces get. */
  thresholdsOf({ strictness }: Gallery): MatchThresholds {
    return strictness === null ? this.settings.match : this.thresholdsAt(strictness);
  }

  /** The app's thresholds with another `sure` one. `maybe` moves along, so that the range of questions stays as wide. */
  thresholdsAt(sure: number): MatchThresholds {
    const { match } = this.settings;
    return { ...match, sure, maybe: sure + (match.maybe - match.sure) };
  }

  /** How many hours a gallery's recognitions are kept. */
  keepHoursOf({ retention }: Gallery): number {
    return retention ?? this.settings.keepRecognitionsHours;
  }
}
