import { keepingInvalid } from '../errors';

/** Hours that a user may choose for results to be kept; the app's own setting comes to them. */
const CHOICES = [1, 6, 24, 3 * 24, 7 * 24, 30 * 24];

const counted = (count: number, what: string) => (count === 1 ? `1 ${what}` : `${count} ${what}s`);

/** A time as a person says it: "7 days". */
export const formatHours = (hours: number): string =>
  hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour');

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
