import { keepingInvalid } from '../errors';
import { helpers } from '../web/pages/helpers';

/** For how many hours a user may choose to keep results, besides the app's own setting. */
const CHOICES = [1, 6, 24, 3 * 24, 7 * 24, 30 * 24];

/** Hours in words, such as "7 days" or "6 hours". */
export const formatHours = (hours: number): string =>
  hours % 24 === 0 ? helpers.plural(hours / 24, 'day', 'days') : helpers.plural(hours, 'hour', 'hours');

/** The choices for how long to keep results, the shortest first. @param others more choices, such as what is set now */
export function keepingChoices(...others: number[]): Array<{ hours: number; text: string }> {
  const all = [...new Set([...CHOICES, ...others])].sort((one, other) => one - other);
  return all.map((hours) => ({ hours, text: formatHours(hours) }));
}

/** Reads the choice from a form field. @returns hours @throws keepingInvalid for anything but one of the choices */
export function readKeeping(typed: unknown, ...others: number[]): number {
  const chosen = keepingChoices(...others).find(({ hours }) => String(hours) === typed);
  if (!chosen) throw keepingInvalid();
  return chosen.hours;
}
