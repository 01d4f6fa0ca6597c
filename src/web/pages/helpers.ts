import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { HelperOptions } from 'handlebars';
import { ACCEPTED_PHOTOS } from '../../engine/photo-formats';
import type { FormFault, Notice } from '../context';
import { formatTime } from './dates';

const faultIn = (form: string, { data }: HelperOptions): FormFault | undefined => {
  const { formFault } = data.root as { formFault?: FormFault | null };
  return formFault?.form === form ? formFault : undefined;
};

/** Joins parts into the address of a path of the app below what the page's data has before it. Other addresses stay as they are. */
function addressBelow(name: 'base' | 'root', parts: readonly unknown[], { data }: HelperOptions): string {
  const address = parts.join('');
  return address.startsWith('/') ? (data.root as Record<typeof name, string>)[name] + address : address;
}

/** The helpers that views can call. */
export const helpers = {
  count: (index: number) => index + 1,
  plural: (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`,
  /** Joins parts into one text, for the arguments of a partial: `(concat 'rename-' id)`. */
  concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  /** Joins parts into the address of a page, form or picture of the app: a path as everywhere, in the gallery that the page is of. */
  link: (...given: unknown[]) => addressBelow('base', given.slice(0, -1), given.at(-1) as HelperOptions),
  /** As `link`, but of no gallery, or of the one whose `/g/<handle>` the path begins with. */
  rootLink: (...given: unknown[]) => addressBelow('root', given.slice(0, -1), given.at(-1) as HelperOptions),
  /** The `accept` of an input that takes photos. */
  acceptedPhotos: () => ACCEPTED_PHOTOS,
  /** A time (ISO 8601) as all pages show it. */
  timeOf: (time: string) => formatTime(Date.parse(time)),
  eq: (one: unknown, other: unknown) => one === other,
  or: (one: unknown, other: unknown) => one || other,
  /** Returns the notices to show at an element, or at the top of the page when no id is given. */
  noticesAt: (...given: unknown[]) => {
    const { data } = given.pop() as HelperOptions;
    const { notices = [] } = data.root as { notices?: readonly Notice[] };
    return notices.filter(({ at }) => at === given[0]);
  },
  /** Returns the fault of a form, or null if the form has none. */
  faulty: (form: string, options: HelperOptions) => faultIn(form, options) ?? null,
  /**
   * Returns the text that was typed in a field, if its form is shown again with a fault; otherwise the field's own
   * value, if one is given.
   */
  typed(form: string, field: string, ...rest: unknown[]) {
    const options = rest.pop() as HelperOptions;
    const values = faultIn(form, options)?.values ?? {};
    return Object.hasOwn(values, field) ? values[field] : rest[0];
  },
};

const folder = path.join(path.dirname(require.resolve('bootstrap-icons/package.json')), 'icons');
const icons = new Map<string, string>();

/** Returns one of Bootstrap's icons as inline SVG. Screen readers skip it: the words beside it say the same. */
export function icon(name: string): string {
  let svg = icons.get(name);
  if (!svg) {
    svg = readFileSync(path.join(folder, `${name}.svg`), 'utf8').replace(
      '<svg ',
      '<svg aria-hidden="true" focusable="false" ',
    );
    icons.set(name, svg);
  }
  return svg;
}
