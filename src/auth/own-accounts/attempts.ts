import { RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyPasswords } from '../../errors';
import type { GuessLimit, GuessLimits } from '../../web/middleware/guess-limits';

const DURATION_SECONDS = 15 * 60;
const PER_NAME = 10;
const PER_ADDRESS = 30;

/** Who tries a password. */
export interface Attempt {
  /** The key of the typed name, whether or not there is such an account. */
  nameKey: string;
  /** As `visitorOf` counts it. */
  visitor: number | string;
  /** The browser's own id, if it has signed in to this account before. */
  knownBrowser: string | undefined;
}

/**
 * Limits wrong passwords for a name, and from an address. A browser that has signed in to the account before counts by itself: otherwise
 * whoever knows a name could keep its owner out for ever
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 */
export class Attempts {
  private readonly names: GuessLimit;
  private readonly addresses: GuessLimit;
  private readonly browsers: GuessLimit;

  constructor(guesses: GuessLimits) {
    this.names = guesses('passwords of a name', PER_NAME, DURATION_SECONDS);
    this.addresses = guesses('passwords from an address', PER_ADDRESS, DURATION_SECONDS);
    this.browsers = guesses('passwords in a browser', PER_NAME, DURATION_SECONDS);
  }

  /**
   * Counts an attempt before its password is looked at, so that many at once count as many.
   * @returns takes the count back, for the right password
   * @throws tooManyPasswords
   */
  async count({ nameKey, visitor, knownBrowser }: Attempt): Promise<() => Promise<void>> {
    if (knownBrowser !== undefined) return consume([this.browsers, knownBrowser]);
    const forgiveAddress = await consume([this.addresses, String(visitor)]);
    const forgiveName = await consume([this.names, nameKey]);
    return async () => {
      await forgiveAddress();
      await forgiveName();
    };
  }
}

async function consume([limits, key]: [GuessLimit, string]): Promise<() => Promise<void>> {
  try {
    await limits.consume(key);
    return async () => void (await limits.reward(key));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw tooManyPasswords(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
  }
}
