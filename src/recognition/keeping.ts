import { keepingInvalid } from '../errors';
import { helpers } from '../web/pages/helpers';

/** Hours that a user may choose for results to be kept; the app's own setting comes to them. */
const CHOICES = [1, 6, 24, 3 * 24, 7 * 24, 30 * 24];

/** A time as a person says it: "7 days". */
export const formatHours = (hours: number): string =>
  hours % 24 === 0 ? helpers.plural(hours / 24, 'day', 'days') : helpers.plural(hours, 'hour', 'hours');

/** What can be chosen, the shortest first. @param others hours that can be chosen besides, as they are set already */
export function keepingChoices(...others: number[]): Array<{ hours: number; text: string }> {
  const all = [...new Set([...CHOICES, ...others])].sort((one, other) => one - other);
  return all.map((hours) => ({ hours, text: formatHours(hours) }));
}

/** What was chosen. @throws keepingInvalid for anything that can't be */
export function readKeeping(typed: unknown, ...others: number[]): number {
  const chosen = keepingChoices(...others).find(({ hours }) => String(hours) === typed);
  if (!chosen) throw keepingInvalid();
  return chosen.hours;
}
