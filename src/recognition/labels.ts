import type { Match } from './find-matches';

/** What stands at a face: a name, a name as a question, or that nobody is known. */
export function labelOf(match: Match | undefined): string {
  if (!match) return 'Unknown';
  return match.certainty === 'maybe' ? `${match.person.name}?` : match.person.name;
}
