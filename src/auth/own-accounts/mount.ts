/** Below this path, people sign in: at the app's own provider. */
export const MOUNT = '/sign-in';

/** What stands before every path of the app in its address, without a slash at the end. */
export const basePathOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/+$/, '');
