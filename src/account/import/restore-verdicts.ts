import type { Catalog } from '../../catalog/catalog';
import { changeGallery, type Gallery, requireGallery } from '../../gallery/galleries';
import { restoreIgnoredFace } from '../../gallery/ignored-faces';
import { findPerson } from '../../gallery/person-rows';
import type { Preferences } from '../../gallery/preferences';
import { restoreVerdict } from '../../gallery/verdicts';
import { ignoredRecord, preferencesRecord, verdictRecord } from '../gallery-format';
import { type Manifest, parseRecord } from './gallery-file';

/** How many verdicts one transaction restores. Other work gets its turn in between. */
const VERDICTS_AT_ONCE = 100;

/** Restores the verdicts of a manifest, each once. Invalid ones are left out. */
export async function restoreVerdicts(catalog: Catalog, gallery: Gallery, { people }: Manifest): Promise<void> {
  for (const { name, verdicts } of people) {
    for (let from = 0; from < verdicts.length; from += VERDICTS_AT_ONCE)
      await restoreSome(catalog, gallery, name, verdicts.slice(from, from + VERDICTS_AT_ONCE));
  }
}

async function restoreSome(
  catalog: Catalog,
  { id: galleryId }: Gallery,
  name: string,
  records: Manifest['people'][number]['verdicts'],
): Promise<void> {
  await changeGallery(catalog, galleryId, async (trx, touch) => {
    const person = await findPerson(trx, galleryId, name);
    if (!person) return;
    for (const each of records) {
      const { data } = verdictRecord.safeParse(parseRecord(each));
      if (!data) continue;
      const { isPerson, createdAt, ...face } = data;
      const verdict = { galleryId, personId: person.id, isPerson, face, createdAt };
      if (await restoreVerdict(trx, verdict)) touch(person.id);
    }
  });
}

/** Restores the ignored faces of a manifest, each once. Invalid ones are left out. */
export async function restoreIgnored(catalog: Catalog, gallery: Gallery, { ignored }: Manifest): Promise<void> {
  for (let from = 0; from < ignored.length; from += VERDICTS_AT_ONCE)
    await catalog.transaction().execute(async (trx) => {
      await requireGallery(trx, gallery.id);
      for (const each of ignored.slice(from, from + VERDICTS_AT_ONCE)) {
        const { data } = ignoredRecord.safeParse(parseRecord(each));
        if (!data) continue;
        const { isFace, createdAt, ...face } = data;
        await restoreIgnoredFace(trx, gallery.id, { isFace, createdAt, face, recognitionId: null, faceNumber: null });
      }
    });
}

/** Restores the settings of a manifest that the gallery hasn't set itself. */
export async function restoreSettings(
  preferences: Preferences,
  gallery: Gallery,
  manifest: Pick<Manifest, 'preferences'>,
): Promise<void> {
  const { data } = preferencesRecord.safeParse(manifest.preferences);
  if (!data) return;
  await preferences.save(gallery, {
    strictness: gallery.strictness ?? data.matchSure,
    retention: gallery.retention ?? data.keepHours,
  });
}
