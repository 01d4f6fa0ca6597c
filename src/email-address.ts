import { z } from 'zod';

/** In characters (RFC 5321, 4.5.3.1.3). */
const MAX_LENGTH = 254;

/**
 * What browsers take for an e-mail address (https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address). It is in ASCII: of the
 * letters beyond it, some become others in lower case. The sign for Kelvin would be a k.
 */
const address = z.email({ pattern: z.regexes.html5Email }).max(MAX_LENGTH);

/** Whether something is a whole e-mail address, in any case. */
export const isEmailAddress = (value: unknown): value is string => address.safeParse(value).success;
