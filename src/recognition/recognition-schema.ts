import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { anything, text, ticked } from '../web/fields';
import { pageNumber } from '../web/paging';
import { readSure } from './present-tuning';

export const historyQuery = z.object({ page: pageNumber });

/** The threshold that is tried on a result. It throws thresholdInvalid. */
export const resultQuery = z.object({ sure: anything.transform(readSure) });

/** The result, and the threshold tried on it, that stood on the page of the upload's form. */
export const formerResult = z.object({ result: text, sure: anything });

const person = text.transform((handle = '') => handle);

/** Whom a verdict is about. */
export const personForm = z.object({ person });

/** Whom a face is confirmed to be of, and whether it becomes a photo of theirs. */
export const confirmationForm = z.object({ person, keep: ticked });

export const nameForm = z.object({ name: text.transform(readName) });
