// @ts-check

/** What stands before every path of the app in the addresses of this page, as `linkTo` of web/links.ts has it. */
const base = document.documentElement.dataset['base'] ?? '';

/**
 * The address of a path of the app, in this page's gallery.
 * @param {string} path such as `/people`
 */
export const link = (path) => base + path;

/**
 * The path of the app that an address of this page's gallery has.
 * @param {string} pathname as `location` has it
 */
export const unlinked = (pathname) => (pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : '/');
