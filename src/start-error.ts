/** Why the app can't start, for the person who can mend it: a sentence with its remedy, printed without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}
