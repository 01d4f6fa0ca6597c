import { machine, ms, table } from '../report';
import type { Requirement } from './requirements';
import type { Tally } from './tally';

/** The results of a soak. */
export interface SoakResult {
  requirements: readonly Requirement[];
  tally: Tally;
  /** How many photos per second the app recognizes without other load. */
  capacity: number;
  /** How many times its capacity was offered. */
  overload: number;
  minutes: number;
}

/** Writes the section about a soak for docs/performance.md. */
export function textOf({ requirements, tally, capacity, overload, minutes }: SoakResult): string {
  const kinds = [...tally.summary()].map(({ name, count, statuses, median, p99, longest }) => [
    name,
    String(count),
    statuses,
    ms(median),
    ms(p99),
    ms(longest),
  ]);
  const rows = requirements.map(({ what, measured, wanted, holds }) => [
    what,
    measured,
    wanted,
    wanted && (holds ? 'yes' : '**no**'),
  ]);
  return `Made by \`npm run soak\`, ${machine()}: ${minutes} minutes of everything that people do. Alone, the app recognizes who is in
${capacity.toFixed(1)} photos (a megapixel, four faces) a second; ${(overload * capacity).toFixed(1)} a second are offered, whether or not it keeps up, and in proportion
pages, pictures, labeled photos with their questions, deletes, sign-ins and uploads that are given up. The clients run on the same cores as the app.

${table(['what', 'measured', 'wanted', 'holds'], rows)}

${table(['asked for', 'times', 'answers', 'median', 'p99', 'longest'], kinds)}

${tally.aborted} uploads were given up on the way. A photo answered with 503 found the queue full.`;
}
