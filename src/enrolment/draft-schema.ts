import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { anything, numberOf, text } from '../web/fields';

/** The query of a draft's page: the number of the face that is meant, from 1; undefined when the address has none. */
export const draftQuery = z.object({
  face: anything.transform((value) => (value === undefined ? undefined : numberOf(value))),
});

/** The answer to a draft: the number of the face, whose it is if not the draft's person, and whether the user insists. */
export const choiceForm = z.object({
  face: text.transform(numberOf),
  name: text.transform((typed) => (typed === undefined ? undefined : readName(typed))),
  insist: text.transform((value) => value === 'yes'),
});
