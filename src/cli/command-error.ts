import { EXIT, type ExitCode } from './exit-codes';

/** Why a command can't do what it was asked to: a sentence with its remedy, for stderr. */
export class CommandError extends Error {
  override name = 'CommandError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
