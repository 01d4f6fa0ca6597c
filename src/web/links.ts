/** What is known of where a request's address begins: `State` in context.ts. Without it, addresses begin with the app's paths. */
export interface Place {
  state?: { base?: string; galleryHandle?: string | undefined };
}

/** Where the galleries are that have a handle in their address. */
export const GALLERIES_PATH = '/g/';

/** What addresses of a gallery's pages begin with, after the path of PUBLIC_URL. */
export const galleryPrefix = (handle: string): string => GALLERIES_PATH + handle;

/** Whether an address is a path of the app, and no whole address. */
const isPath = (address: string) => address.startsWith('/');

/**
 * Returns the address of a path of the app, as browsers need it: with the path of PUBLIC_URL and in the gallery of the request before it.
 * Whole addresses stay as they are.
 */
export const linkTo = ({ state: { base = '' } = {} }: Place, path: string): string =>
  isPath(path) ? base + path : path;

/** The path of PUBLIC_URL, without a slash at the end: what addresses begin with that are the same in all galleries. */
export function rootOf({ state: { base = '', galleryHandle } = {} }: Place): string {
  return galleryHandle === undefined ? base : base.slice(0, -galleryPrefix(galleryHandle).length);
}

/**
 * Returns the path of an address within the gallery of the request, as `linkTo` takes it.
 * @param address a path as browsers see it
 * @returns undefined when it is outside
 */
export const unlinked = ({ state: { base = '' } = {} }: Place, address: string): string | undefined =>
  address.startsWith(`${base}/`) ? address.slice(base.length) : undefined;

/** Returns the path within the app, with the gallery of the request before it: for `linkTo` where an address has no gallery. */
export const inGallery = ({ state: { galleryHandle } = {} }: Place, path: string): string =>
  galleryHandle === undefined ? path : galleryPrefix(galleryHandle) + path;
