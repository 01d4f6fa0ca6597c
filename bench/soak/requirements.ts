import { mb, ms } from '../report';
import { quantile } from '../statistics';
import type { Tally } from './tally';
import type { Watch } from './watch';

/** Something that has to be true during and after twice the load that the app can take. */
export interface Requirement {
  what: string;
  measured: string;
  wanted: string;
  holds: boolean;
}

/** The measurements of a soak. */
export interface Soaked {
  tally: Tally;
  watch: Watch;
  /** Each process's own peak, added up, in MB: more than there ever is, as what they share counts several times. */
  peaksMb: number;
  maxMb: number;
  descriptors: { before: number; after: number; gone: boolean };
  orphans: readonly string[];
  /** The median time of a recognition on an idle app, in ms. */
  recognition: { before: number; after: number };
}

const PAGES_MS = 200;
const GROWTH = 0.1;
/** How much slower the same recognition may be afterwards, as the machine may be busier then. */
const SLOWER = 1.5;

/** Compares the measurements with what is wanted, one table row each. */
export function requirementsOf({
  tally,
  watch,
  peaksMb,
  maxMb,
  descriptors,
  orphans,
  recognition,
}: Soaked): Requirement[] {
  const [early, late] = [watch.memoryBetween(0.1, 0.3), watch.memoryBetween(0.8, 1)];
  const [pages, health] = [tally.p99('page', 'result'), tally.p99('health')];
  const most = Math.max(...watch.memory);
  const growth = late / early - 1;
  return [
    row('answers that nobody should get, a 5xx but 503 above all', `${tally.faultCount}`, '0', tally.faultCount === 0),
    row('visits left out, as 400 were waiting', `${tally.unsent}`, '0', tally.unsent === 0),
    row('p99 of pages', ms(pages), `≤ ${PAGES_MS} ms`, pages <= PAGES_MS),
    row('p99 of `GET /health/ready`', ms(health), '< 200 ms', health < PAGES_MS),
    row('longest delay of the event loop, second by second: median, p99', delays(watch.loopDelays), '', true),
    row('the same of the process that plays the clients', delays(watch.ownDelays), '', true),
    row(
      "the app's main thread worked, and waited for a processor",
      `${share(watch.worked)}, ${share(watch.waited)} of the time`,
      '',
      true,
    ),
    row(
      'resident memory in the second and third tenth → the last two',
      `${mb(early)} → ${mb(late)}, ${percent(growth)}`,
      '< +10 %',
      growth < GROWTH,
    ),
    row('the most in any second', mb(most), `≤ ${mb(maxMb)}`, most <= maxMb),
    row("each process's own peak, whenever it was, added up", mb(peaksMb), '', true),
    row(
      'open descriptors before → after',
      `${descriptors.before} → ${descriptors.after}`,
      'the same, but for 5',
      descriptors.gone,
    ),
    row('files that nobody knows of afterwards', `${orphans.length}`, '0', orphans.length === 0),
    row(
      'a recognition on the idle app before → after',
      `${ms(recognition.before)} → ${ms(recognition.after)}`,
      `≤ ${SLOWER} ×`,
      recognition.after <= SLOWER * recognition.before,
    ),
  ];
}

const row = (what: string, measured: string, wanted: string, holds: boolean): Requirement => ({
  what,
  measured,
  wanted,
  holds,
});
const delays = (each: readonly number[]) => [0.5, 0.99].map((share) => ms(quantile(each, share))).join(', ');
const share = (part: number) => `${(part * 100).toFixed(0)} %`;
const percent = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)} %`;
