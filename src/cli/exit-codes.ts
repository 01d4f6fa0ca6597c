/** What a command ends with, for scripts. A command that a signal has stopped ends with 128 and the signal's number, as in a shell. */
export const EXIT = {
  done: 0,
  /** It couldn't be done; stderr says why. */
  failed: 1,
  /** There is no such command, option, or argument. */
  usage: 2,
  /** The app has to be stopped first. */
  inUse: 3,
  /** It is done, but not for each of the photos; the output says for which. */
  partly: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
