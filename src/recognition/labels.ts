import type { Match } from './find-matches';

/** The label of a face: a name, a name with a question mark, or "Unknown". */
export function labelOf(match: Match | undefined): string {
  if (!match) return 'Unknown';
  return match.certainty === 'maybe' ? `${match.person.name}?` : match.person.name;
}
