import { DAY_MS, HOUR_MS, MINUTE_MS } from '../units';

const SECOND_MS = 1000;
/** Clocks that differ by less are no reason to refuse a token: openid-client allows 30 seconds. */
const TOLERANCE_MS = 30 * SECOND_MS;
const UNITS: ReadonlyArray<readonly [ms: number, name: string]> = [
  [DAY_MS, 'days'],
  [HOUR_MS, 'hours'],
  [MINUTE_MS, 'minutes'],
  [SECOND_MS, 'seconds'],
];

interface TimestampCheck {
  /** In seconds since 1970, by this server's clock. */
  now: number;
  claims: Readonly<Record<string, unknown>>;
  /** The claim that is too early or too late. */
  claim: string;
}

/** A sentence about the clocks, with how far they are apart, when an error of openid-client says that a token's time can't be; otherwise undefined. */
export function clockSentence(error: unknown): string | undefined {
  const check = checkIn(error);
  if (!check) return undefined;
  const apart = span(apartMs(check));
  return `The clocks of this server and of the sign-in service are ${apart} apart. Please have this server’s clock set, then sign in again.`;
}

function checkIn(error: unknown): TimestampCheck | undefined {
  let each = error;
  let isAboutTime = false;
  while (each instanceof Error) {
    isAboutTime ||= (each as NodeJS.ErrnoException).code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED';
    each = each.cause;
  }
  return isAboutTime && typeof each === 'object' && each !== null && 'now' in each
    ? (each as TimestampCheck)
    : undefined;
}

/** By when the token was issued, which was just now; by the claim that failed, if that says nothing. */
function apartMs({ now, claims, claim }: TimestampCheck): number {
  const difference = (name: string) => Math.abs(Number(claims[name]) - now) * SECOND_MS || 0;
  const byIssue = difference('iat');
  return byIssue > TOLERANCE_MS ? byIssue : difference(claim);
}

/** A duration in the unit that fits: from two of one unit on, the next larger unit would be too coarse. */
function span(ms: number): string {
  const [unit, name] = UNITS.find(([each]) => ms >= 2 * each) ?? [SECOND_MS, 'seconds'];
  return `${Math.round(ms / unit)} ${name}`;
}
