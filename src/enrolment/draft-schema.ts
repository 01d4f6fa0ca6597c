import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { anything, numberOf, text } from '../web/fields';

/** Which face is meant, by its number; undefined when the address doesn't say. */
export const draftQuery = z.object({
  face: anything.transform((value) => (value === undefined ? undefined : numberOf(value))),
});

/** Whose face it is: the draft's person, or whoever is named instead. */
export const choiceForm = z.object({
  face: text.transform(numberOf),
  name: text.transform((typed) => (typed === undefined ? undefined : readName(typed))),
  insist: text.transform((value) => value === 'yes'),
});
