import type { Gallery } from '../../gallery/galleries';
import type { Preferences } from '../../gallery/preferences';
import { likenessPercent, MAX_SURE, MIN_SURE } from '../../gallery/thresholds';
import { formatHours, keepingChoices } from '../../recognition/keeping';
import type { PlanSummary } from './plan-lines';

type Said = NonNullable<PlanSummary['preferences']>;

/** Sums of decimal steps differ by less. */
const SLACK = 1e-6;

/** The settings that the settings' page would allow. The others are null. */
function allowed({ matchSure, keepHours }: Said, usualHours: number): Said {
  const hours = keepingChoices(usualHours).map((each) => each.hours);
  const isSure = matchSure !== null && matchSure >= MIN_SURE - SLACK && matchSure <= MAX_SURE + SLACK;
  const isKept = keepHours !== null && keepHours >= Math.min(...hours) && keepHours <= Math.max(...hours);
  return { matchSure: isSure ? matchSure : null, keepHours: isKept ? keepHours : null };
}

const usualHoursOf = (preferences: Preferences, gallery: Gallery) =>
  preferences.keepHoursOf({ ...gallery, retention: null });

/** For how many hours imported results may be kept: as long as the gallery keeps them, by its settings or by those that it takes over. */
export function hoursToKeep(preferences: Preferences, gallery: Gallery, said: PlanSummary['preferences']): number {
  const taken = said && gallery.retention === null ? allowed(said, usualHoursOf(preferences, gallery)).keepHours : null;
  return Math.max(preferences.keepHoursOf(gallery), taken ?? 0);
}

/**
 * Takes over the settings of an export that the gallery hasn't set itself, as far as the settings' page would allow them.
 * @param isOwner whether who imports owns the gallery: nobody else changes its settings
 * @returns a sentence for the user; undefined when the export has none
 */
export async function takeSettings(
  preferences: Preferences,
  gallery: Gallery,
  said: PlanSummary['preferences'],
  isOwner: boolean,
): Promise<string | undefined> {
  if (!said || (said.matchSure === null && said.keepHours === null)) return undefined;
  if (!isOwner) return 'The settings in the file were left out, as only owners of this gallery change them.';
  const { matchSure, keepHours } = allowed(said, usualHoursOf(preferences, gallery));
  const strictness = gallery.strictness === null ? matchSure : null;
  const retention = gallery.retention === null ? keepHours : null;
  if (strictness !== null) await preferences.save(gallery, { strictness });
  if (retention !== null) await preferences.save(gallery, { retention });
  const taken = [
    strictness !== null && `match strictness ${likenessPercent(strictness)}%`,
    retention !== null && `results kept for ${formatHours(retention)}`,
  ].filter(Boolean);
  return taken.length > 0
    ? `Your settings were taken from the file: ${taken.join(', ')}.`
    : 'Your settings were left as they are.';
}
