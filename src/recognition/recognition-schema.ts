import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { anything, pageNumber, text, ticked } from '../web/fields';
import { readSure } from './present-tuning';

/** The query of the history: which page of it. */
export const historyQuery = z.object({ page: pageNumber });

/** The query of a result: the threshold to try on it. @throws thresholdInvalid */
export const resultQuery = z.object({ sure: anything.transform(readSure) });

/** Fields of the upload form: the result that its page shows, and the threshold tried on it. */
export const formerResult = z.object({ result: text, sure: anything });

const person = text.transform((handle = '') => handle);

/** The form of a verdict: the person's handle. */
export const personForm = z.object({ person });

/** The form that confirms a face: the person's handle, and whether the face becomes a photo of theirs. */
export const confirmationForm = z.object({ person, keep: ticked });

/** The form that names a face. @throws nameMissing, nameTooLong, nameInvalid */
export const nameForm = z.object({ name: text.transform(readName) });
