import { z } from 'zod';
import { pageNumber, text } from '../../web/fields';
import type { Choice, FoundPerson } from './import-people';

/** The form of a preview: for each person shown, `name-3` and, if its box is ticked, `add-3`, with the person's number in the plan. */
export const previewForm = z.object({ encoding: text, unnamed: text, to: pageNumber }).loose();
export type PreviewForm = z.output<typeof previewForm>;

/** The form that chooses the encoding of a zip's names. */
export const encodingForm = z.object({ encoding: text });

/** More than a page shows. */
const MAX_NUMBERS = 200;
const NAME = /^name-(\d{1,6})$/;

/** The numbers of the people whom a form is about. */
export const numbersIn = (form: PreviewForm): number[] =>
  Object.keys(form)
    .flatMap((key) => NAME.exec(key)?.[1] ?? [])
    .slice(0, MAX_NUMBERS)
    .map(Number);

/** Reads the choices of a preview's form. @param found the people whom it is about */
export const choicesOf = (form: PreviewForm, found: readonly FoundPerson[]): Choice[] =>
  found.flatMap(({ position, name: now }) => {
    const name = form[`name-${position}`];
    if (typeof name !== 'string') return [];
    // An emptied name leaves the person out, and keeps the name that was there.
    const isAdded = form[`add-${position}`] !== undefined && name.trim() !== '';
    return [{ position, name: name.trim() === '' ? now : name, isAdded }];
  });
