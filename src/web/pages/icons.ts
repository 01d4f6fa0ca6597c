import { readFileSync } from 'node:fs';
import path from 'node:path';

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
