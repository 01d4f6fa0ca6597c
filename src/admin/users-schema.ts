import { z } from 'zod';
import { storageLimitInvalid } from '../errors';
import { firstText, pageNumber, text } from '../web/fields';

/** In megabytes; as the setting MAX_STORAGE_MB. */
const MAX_STORAGE = 100_000_000;
const MAX_SEARCH = 200;

/** The query of the list of users. */
export const usersQuery = z.object({
  q: firstText.transform((typed) => typed?.normalize('NFC').trim().slice(0, MAX_SEARCH) || undefined),
  page: pageNumber,
});

/** The form that limits somebody's storage: a number of megabytes, or nothing for the app's setting. @throws storageLimitInvalid */
export const storageForm = z.object({ megabytes: text.transform(readLimit) });

function readLimit(typed = ''): number | null {
  const digits = typed.trim();
  if (digits === '') return null;
  const megabytes = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  if (megabytes < 1 || megabytes > MAX_STORAGE) throw storageLimitInvalid(MAX_STORAGE);
  return megabytes;
}

/** The user id in an address; 0, which nobody has, for anything else. */
export const userIdOf = (parameter: string): number => (/^[1-9]\d{0,14}$/.test(parameter) ? Number(parameter) : 0);
