import type { Catalog } from '../catalog/catalog';
import type { MatchThresholds } from '../config';
import type { Gallery } from './gallery-rows';

type Settings = Pick<Gallery, 'strictness' | 'retention'>;

/** What is set for each gallery, over what the app's settings say. */
export class Preferences {
  constructor(
    private readonly catalog: Catalog,
    private readonly settings: { match: MatchThresholds; keepRecognitionsHours: number },
  ) {}

  /** Null puts a setting back to the app's. */
  async save({ id }: Gallery, settings: Partial<Settings>): Promise<void> {
    await this.catalog.updateTable('galleries').set(settings).where('id', '=', id).execute();
  }

  /** The thresholds by which a gallery's faces get their names. */
  thresholdsOf({ strictness }: Gallery): MatchThresholds {
    return strictness === null ? this.settings.match : this.thresholdsAt(strictness);
  }

  /** The thresholds with another sure one: the range of questions above it stays as wide as it is. */
  thresholdsAt(sure: number): MatchThresholds {
    const { match } = this.settings;
    return { ...match, sure, maybe: sure + (match.maybe - match.sure) };
  }

  /** How many hours a gallery's recognitions are kept. */
  keepHoursOf({ retention }: Gallery): number {
    return retention ?? this.settings.keepRecognitionsHours;
  }
}
