import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { anything, firstText, numberOf, text } from '../web/fields';

/** A name from an address. An impossible one counts as missing. */
const perhapsName = firstText.transform((typed) => {
  try {
    return typed === undefined ? undefined : readName(typed);
  } catch {
    return undefined;
  }
});

/**
 * The query of a draft's page: the number of the face that is meant, from 1, and whose it is to become, if not the draft's person's.
 * Both are undefined when the address has none.
 */
export const draftQuery = z.object({
  name: perhapsName,
  face: anything.transform((value) => (value === undefined ? undefined : numberOf(value))),
});

/** The answer to a draft: the number of the face, whose it is if not the draft's person, and whether the user insists. */
export const choiceForm = z.object({
  face: text.transform(numberOf),
  name: text.transform((typed) => (typed === undefined ? undefined : readName(typed))),
  insist: text.transform((value) => value === 'yes'),
});
