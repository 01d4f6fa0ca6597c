import type { Catalog } from '../../catalog/catalog';
import { importBegun } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { nameKey } from '../../gallery/person-name';
import { type Choices, writeChoices } from './import-choices';
import type { Import, ImportRows } from './import-rows';
import type { ImportPlan, ImportRunner } from './import-run';
import type { NameEncoding } from './name-encodings';

/** Imports that wait for the user: what they would do, and what the user wants instead. */
export class Previews {
  constructor(
    private readonly catalog: Catalog,
    private readonly rows: ImportRows,
    private readonly runner: ImportRunner,
  ) {}

  /** Plans an import. @throws importGone, and what `planImport` throws */
  plan(row: Import): Promise<ImportPlan> {
    return this.runner.planStored(row);
  }

  /** Stores the user's choices. @throws importBegun */
  async choose({ id }: Import, choices: Choices): Promise<void> {
    if (!(await this.rows.updateWaiting(id, { choices: writeChoices(choices) }))) throw importBegun();
  }

  /** Reads the names in the zip in another encoding. The choices among the names so far are forgotten. @throws importBegun */
  async readNamesAs({ id }: Import, encoding: NameEncoding): Promise<void> {
    if (!(await this.rows.updateWaiting(id, { encoding, choices: null }))) throw importBegun();
  }

  /** Finds which names somebody in the gallery has. @returns their spellings by `nameKey` */
  async knownNames({ id }: Gallery, names: readonly string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await this.catalog
      .selectFrom('people')
      .select(['name', 'nameKey'])
      .where('galleryId', '=', id)
      .where('nameKey', 'in', names.map(nameKey))
      .execute();
    return new Map(rows.map((row) => [row.nameKey, row.name]));
  }
}
