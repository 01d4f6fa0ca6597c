import { z } from 'zod';
import { keyEndInvalid, scopesMissing } from '../../errors';
import { readName } from '../../gallery/person-name';
import { DAY_MS } from '../../units';
import { firstText, text, ticked } from '../../web/fields';
import { ALL_SCOPES, isScope, type Scope } from './scopes';

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * The end of a day as a date field sends it, in UTC.
 * @returns milliseconds since 1970; null for an empty field
 * @throws keyEndInvalid for what is no day, or has passed
 */
function endOf(typed = ''): number | null {
  if (typed === '') return null;
  const begin = DAY.test(typed) ? Date.parse(typed) : Number.NaN;
  // `Date.parse` takes February 30 for March 2.
  if (Number.isNaN(begin) || new Date(begin).toISOString().slice(0, 10) !== typed) throw keyEndInvalid();
  const end = begin + DAY_MS;
  if (end <= Date.now()) throw keyEndInvalid();
  return end;
}

const boxes = Object.fromEntries(ALL_SCOPES.map((scope) => [scope, ticked])) as Record<Scope, typeof ticked>;

/** The form that makes a key: each scope has a box. @throws nameMissing, nameTooLong, nameInvalid, keyEndInvalid, scopesMissing */
export const keyForm = z
  .object({ name: text.transform(readName), end: text.transform(endOf), ...boxes })
  .transform(({ name, end, ...scopes }) => {
    const chosen = Object.entries(scopes).flatMap(([scope, isTicked]) => (isTicked && isScope(scope) ? [scope] : []));
    if (chosen.length === 0) throw scopesMissing();
    return { name, expiresAt: end, scopes: chosen };
  });

/** Which boxes of the form are ticked at first. */
export const keysQuery = z.object({ preset: firstText });
