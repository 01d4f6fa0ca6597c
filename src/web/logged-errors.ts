import { stdSerializers } from 'pino';

const MAX_MESSAGE_LENGTH = 1000;
const MAX_STACK_LENGTH = 4000;

/**
 * What the log holds of an error: its kind, message and stack, within bounds, and its code. Packages put other things into their errors,
 * such as what they couldn't read.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error).slice(0, MAX_MESSAGE_LENGTH);
  const { type, message, stack } = stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  return {
    type,
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    stack: stack?.slice(0, MAX_STACK_LENGTH),
    ...(typeof code === 'string' && { code: code.slice(0, MAX_MESSAGE_LENGTH) }),
  };
}
