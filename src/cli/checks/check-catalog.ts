import { damageIn } from '../../catalog/catalog-damage';
import { isCatalogThere, openCatalogAsIs, versionOf } from '../../catalog/catalog-version';
import { doubt, type Finding, fault, good, type Installation } from './finding';

const ABOUT = 'catalog';

/** Looks whether the catalog is whole, and of the version that this app reads. It changes nothing. */
export async function checkCatalog({ config: { dataDir } }: Installation): Promise<Finding[]> {
  if (!isCatalogThere(dataDir)) return [good(ABOUT, 'Nothing is stored yet.')];
  const catalog = await openCatalogAsIs(dataDir);
  try {
    const { applied, pending, unknown } = await versionOf(catalog);
    if (unknown.length > 0)
      return [
        fault(
          ABOUT,
          `It is of a newer FamiliarFaces (${unknown.join(', ')}): run that version, or restore a backup from before the update.`,
        ),
      ];
    const damage = await damageIn(catalog);
    if (damage) return [fault(ABOUT, `It is damaged (${damage}): restore all of DATA_DIR from a backup.`)];
    if (pending.length > 0)
      return [
        doubt(
          ABOUT,
          `It is of an older FamiliarFaces (${applied.at(-1) ?? 'empty'}): the app brings it to this version when it starts, or \`familiar-faces migrate\` does. Make a backup before.`,
        ),
      ];
    return [good(ABOUT, `It is whole, and of this version (${applied.at(-1)}).`)];
  } finally {
    await catalog.destroy();
  }
}
