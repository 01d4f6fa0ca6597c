import { fieldInvalid } from '../../errors';
import { type Span, wholeSpan } from '../../events/event-counts';
import { DAY_MS, HOUR_MS } from '../../units';

/** The most hours or days in an answer. */
const MAX_BUCKETS = 1000;
const MONTH_DAYS = 30;
/** How long it is without `from`: a day by hour, a month by day. */
const USUAL_MS = { hour: DAY_MS, day: MONTH_DAYS * DAY_MS };

interface CountQuery {
  from?: string | undefined;
  to?: string | undefined;
  by?: 'hour' | 'day' | undefined;
}

/** Reads a time. Nothing was counted before 1970, and hours far before can't be written as such. @throws fieldInvalid */
function readTime(field: string, text: string): number {
  const time = Date.parse(text);
  if (!(time >= 0)) throw fieldInvalid(field, `The field ${field} must be a time after 1970 began.`);
  return time;
}

/**
 * Reads for which time events are to be counted.
 * @returns undefined for all time
 * @throws fieldInvalid
 */
export function readSpan({ from, to, by }: CountQuery, now = Date.now()): Span | undefined {
  if (from === undefined && to === undefined && by === undefined) return undefined;
  const end = to === undefined ? now : readTime('to', to);
  const usual = by === undefined ? 0 : Math.max(0, end - USUAL_MS[by]);
  const begin = from === undefined ? usual : readTime('from', from);
  if (begin > end) throw fieldInvalid('from', 'The field from must be a time before to.');
  const span = wholeSpan({ from: begin, to: end }, by);
  const size = by === 'day' ? DAY_MS : HOUR_MS;
  if (by !== undefined && (span.to - span.from) / size > MAX_BUCKETS)
    throw fieldInvalid('from', `Please ask for at most ${MAX_BUCKETS} hours or days at a time.`);
  return span;
}
