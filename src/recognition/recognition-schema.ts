import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { anything, firstText, numberOf, pageNumber, text, ticked } from '../web/fields';
import { readSure } from './present-tuning';
import type { ShownName } from './sure-confirmations';

/** The query of the history: which page of it. */
export const historyQuery = z.object({ page: pageNumber });

/** The query of the list of ignored faces: which page of it. */
export const ignoredQuery = z.object({ page: pageNumber });

/** The query of a result: the threshold to try on it. @throws thresholdInvalid */
export const resultQuery = z.object({ sure: anything.transform(readSure) });

/** The query of a drawn photo: whether browsers should save it. */
export const drawnQuery = z.object({ download: firstText });

/** Fields of the upload form: the result that its page shows, and the threshold tried on it. */
export const formerResult = z.object({ result: text, sure: anything });

const person = text.transform((handle = '') => handle);

/** The form of a verdict: the person's handle. */
export const personForm = z.object({ person });

/** The form that confirms a face: the person's handle, and whether the face becomes a photo of theirs. */
export const confirmationForm = z.object({ person, keep: ticked });

/** The form that names a face. @throws nameMissing, nameTooLong, nameInvalid */
export const nameForm = z.object({ name: text.transform(readName) });

/** More faces than a photo can have. */
const MAX_FACES = 1000;

/** Reads "1:handle 2:handle": faces by their numbers, each with the person whom the page named it. */
const shownNames = text.transform((typed = ''): ShownName[] =>
  typed.split(' ', MAX_FACES).flatMap((pair) => {
    const [number, handle] = pair.split(':');
    return handle && numberOf(number) > 0 ? [{ number: numberOf(number), handle }] : [];
  }),
);

/** The form that confirms many faces at once: who the page said they are. */
export const confirmAllForm = z.object({ faces: shownNames });

/** The form that takes this back: the same, and when it was done. */
export const undoAllForm = z.object({ faces: shownNames, at: text.transform(Number) });
