import { z } from 'zod';
import { pageNumber, text } from '../../web/fields';
import { type Choices, type FoundPerson, readChoices } from './import-choices';
import type { Import } from './import-rows';

/** The form of a preview: for each person shown, `name-3` and, if its box is ticked, `add-3`, with the person's number in the plan. */
export const previewForm = z.object({ encoding: text, unnamed: text, to: pageNumber }).loose();
export type PreviewForm = z.output<typeof previewForm>;

/** The form that chooses the encoding of a zip's names. */
export const encodingForm = z.object({ encoding: text });

/**
 * Reads the choices of a preview's form, on top of those that were stored before.
 * @returns undefined when the form was of other names, as another page has changed the encoding in the meantime
 */
export function choicesOf(
  form: PreviewForm,
  { choices, encoding }: Pick<Import, 'choices' | 'encoding'>,
  found: readonly FoundPerson[],
): Choices | undefined {
  if ((form.encoding ?? '') !== (encoding ?? '')) return undefined;
  const before = readChoices(choices);
  const people = new Map(before.people);
  for (const [index, { key, name: now }] of found.entries()) {
    const name = form[`name-${index}`];
    if (typeof name !== 'string') continue;
    // An emptied name leaves the person out, and keeps the name that was there.
    const isAdded = form[`add-${index}`] !== undefined && name.trim() !== '';
    people.set(key, { name: name.trim() === '' ? now : name, isAdded });
  }
  return { people, unnamed: form.unnamed ?? before.unnamed };
}
