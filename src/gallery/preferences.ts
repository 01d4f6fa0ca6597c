import type { Catalog } from '../catalog/catalog';
import { tell } from '../events/happenings';
import type { Gallery } from './galleries';

type Settings = Pick<Gallery, 'strictness' | 'retention'>;

/** Each gallery's own settings, with the app's settings as defaults. */
export class Preferences {
  constructor(
    private readonly catalog: Catalog,
    private readonly settings: { keepRecognitionsHours: number },
  ) {}

  /** Saves settings of a gallery. Null returns a setting to the app's default. */
  async save({ id }: Gallery, settings: Partial<Settings>): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      await trx.updateTable('galleries').set(settings).where('id', '=', id).execute();
      await tell(trx, id, { type: 'settings.changed' });
    });
  }

  /** How many hours a gallery's recognitions are kept. */
  keepHoursOf({ retention }: Gallery): number {
    return retention ?? this.settings.keepRecognitionsHours;
  }
}
