import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(path.dirname(require.resolve('bootstrap-icons/package.json')), 'icons');
const icons = new Map<string, string>();

/** An icon of Bootstrap Icons as SVG to stand in a page. It is decoration: the words beside it say what it means. */
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
