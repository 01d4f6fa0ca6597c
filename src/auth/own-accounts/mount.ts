/** Below this path, people sign in: at the app's own provider. */
export const MOUNT = '/sign-in';
