import { captures } from './elements';

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
};

/** The text behind HTML, with Handlebars' escapes undone. */
export const unescaped = (html: string): string =>
  html.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

/** The addresses that a page's forms post to and that match a pattern. */
export const actionsOf = (html: string, pattern: RegExp): string[] =>
  captures(html, /<form[^>]* method="post" action="([^"]+)"/g)
    .map(unescaped)
    .filter((action) => pattern.test(action));

/** Every address that a page names: of links, forms, pictures, scripts and style sheets, and those that its scripts read. */
export const addressesIn = (html: string): string[] =>
  captures(html, /\s(?:href|src|action|formaction|data-url|data-share)="([^"]*)"/g).map(unescaped);
