import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyPasswords } from '../../errors';

const DURATION_SECONDS = 15 * 60;
const PER_NAME = 10;
const PER_ADDRESS = 30;

const limiter = (points: number) => new RateLimiterMemory({ points, duration: DURATION_SECONDS });

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
  private readonly names = limiter(PER_NAME);
  private readonly addresses = limiter(PER_ADDRESS);
  private readonly browsers = limiter(PER_NAME);

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

async function consume([limits, key]: [RateLimiterMemory, string]): Promise<() => Promise<void>> {
  try {
    await limits.consume(key);
    return async () => void (await limits.reward(key));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw tooManyPasswords(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
  }
}
