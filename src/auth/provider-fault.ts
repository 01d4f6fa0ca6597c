import { StartError } from '../start-error';

/**
 * How long a provider's fault lasts, and who says so.
 * - `unusable`: the provider's own description says that it can't be used with these settings
 * - `slip`: a part of its description is wrong that a sign-in could do without
 * - `refused`: it doesn't accept the app, or signs with nothing that can be checked
 * - `address`: nothing at the configured address looks like a provider; once it has worked, this is an outage
 * - `doubt`: something looks wrong, but may work
 * - `passing`: an outage; it goes away without a change of the settings
 */
export type FaultKind = 'unusable' | 'slip' | 'refused' | 'address' | 'doubt' | 'passing';

/**
 * Why people can't sign in at the provider. The message is one sentence that names the setting to change. Everyone may read it: it
 * contains nothing but the provider's address, which each sign-in shows anyway, and never a text that the provider sent.
 */
export class ProviderFault extends StartError {
  override name = 'ProviderFault';

  constructor(
    message: string,
    readonly kind: FaultKind,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** What health checks may say about the provider. */
export interface ProviderHealth {
  /** Whether somebody has to change something before people can sign in. */
  lasts: boolean;
  message: string;
}
