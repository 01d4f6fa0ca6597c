import type { HelperOptions } from 'handlebars';
import type { FormFault, Notice } from '../context';

const faultIn = (form: string, { data }: HelperOptions): FormFault | undefined => {
  const { formFault } = data.root as { formFault?: FormFault | null };
  return formFault?.form === form ? formFault : undefined;
};

/** What views can say besides their data. */
export const helpers = {
  count: (index: number) => index + 1,
  plural: (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`,
  /** Several parts as one text, for the arguments of a partial: `(concat 'rename-' id)`. */
  concat: (...deps: unknown[]) => deps.slice(0, -1).join(''),
  eq: (one: unknown, other: unknown) => one === other,
  or: (one: unknown, other: unknown) => one || other,
  /** The notices that are shown at an element; without its id, those that are shown at the top. */
  noticesAt: (...given: unknown[]) => {
    const { data } = given.pop() as HelperOptions;
    const { notices = [] } = data.root as { notices?: readonly Notice[] };
    return notices.filter(({ at }) => at === given[0]);
  },
  /** The fault of a form, when that is what this page shows again; else nothing. */
  faulty: (form: string, options: HelperOptions) => faultIn(form, options) ?? null,
  /** What was typed in a field of a form that is shown again for a fault; else the value that the field has otherwise. */
  typed(form: string, field: string, ...rest: unknown[]) {
    const options = rest.pop() as HelperOptions;
    const values = faultIn(form, options)?.values ?? {};
    return Object.hasOwn(values, field) ? values[field] : rest[0];
  },
};
