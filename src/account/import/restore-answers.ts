import type { Catalog } from '../../catalog/catalog';
import { toBytes } from '../../catalog/descriptors';
import { findPerson } from '../../gallery/known-photos';
import type { Preferences } from '../../gallery/preferences';
import { preferencesRecord, type VerdictRecord, verdictRecord } from '../gallery-format';
import { type Manifest, parseRecord } from './gallery-file';

/**
 * Puts back what a person said of faces, and what they set for themselves where they have set nothing yet. Nothing is put
 * back twice; what cannot be so is left out.
 */
export async function restoreAnswers(
  catalog: Catalog,
  preferences: Preferences,
  userId: number,
  gallery: Manifest,
): Promise<void> {
  for (const { name, verdicts } of gallery.people) {
    const person = await findPerson(catalog, userId, name);
    if (!person) continue;
    for (const each of verdicts) {
      const { data } = verdictRecord.safeParse(parseRecord(each));
      if (data) await restoreVerdict(catalog, userId, person.id, data);
    }
  }
  await restorePreferences(preferences, userId, gallery.preferences);
}

async function restoreVerdict(
  catalog: Catalog,
  userId: number,
  personId: number,
  { isPerson, place, ...said }: VerdictRecord,
): Promise<void> {
  const verdict = {
    userId,
    personId,
    isPerson: Number(isPerson),
    ...place,
    ...said,
    descriptor: toBytes(said.descriptor),
  };
  const known = await catalog
    .selectFrom('verdicts')
    .select('id')
    .where('personId', '=', personId)
    .where('isPerson', '=', verdict.isPerson)
    .where('descriptor', '=', verdict.descriptor)
    .executeTakeFirst();
  if (!known) await catalog.insertInto('verdicts').values(verdict).execute();
}

async function restorePreferences(preferences: Preferences, userId: number, filed: unknown): Promise<void> {
  const { data } = preferencesRecord.safeParse(filed);
  if (!data) return;
  const own = await preferences.get(userId);
  await preferences.save(userId, {
    matchSure: own.matchSure ?? data.matchSure,
    keepHours: own.keepHours ?? data.keepHours,
  });
}
