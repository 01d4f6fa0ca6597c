import type { Configuration } from 'openid-client';
import type { Services } from '../services';
import type { Context } from '../web/context';
import { fromKoa } from '../web/routes';
import { CANCELLED, OidcStrategy, type SignInInfo, type SignInOptions } from './oidc-strategy';
import { passportOf } from './passport';
import { toFault } from './sign-in-faults';
import type { User } from './users';

export const CALLBACK_PATH = '/authorization-code/callback';
const STRATEGY = 'oidc';

/** How an exchange with the provider ended, or that the person is on the way there. */
export type Outcome =
  | { kind: 'redirected' }
  | { kind: typeof CANCELLED }
  | { kind: 'signed in'; user: User; info: SignInInfo };

/** The way to the provider and back, through passport. */
export class SignIn {
  #known: Configuration | undefined;

  constructor(private readonly services: Services) {}

  /**
   * Begins a sign-in, or finishes it when the request is the provider's answer.
   * @throws signInFailed when the answer is not proven, providerUnavailable when the provider doesn't answer
   */
  async proceed(ctx: Context, options: SignInOptions): Promise<Outcome> {
    const passport = passportOf(this.services);
    await this.#useProvider();
    let outcome: Outcome = { kind: 'redirected' };
    // passport takes the strategy by its name, or two requests at once would share one; koa-passport keeps the callback's
    // promise on the callback, so each request needs its own.
    const exchange = passport.authenticate(STRATEGY, options, (error: unknown, user?: User | false, info?: unknown) => {
      if (error) throw error;
      outcome = user ? { kind: 'signed in', user, info: info as SignInInfo } : toOutcome(info);
    });
    await fromKoa(exchange)(ctx, async () => {});
    return outcome;
  }

  async #useProvider(): Promise<void> {
    const { config, provider, users } = this.services;
    const configuration = await provider.configuration();
    if (configuration === this.#known) return;
    const findUser = (subject: string, displayName: string) =>
      users.signIn(provider.accountIssuer, subject, displayName);
    passportOf(this.services).use(
      STRATEGY,
      new OidcStrategy(configuration, config.publicUrl + CALLBACK_PATH, findUser),
    );
    this.#known = configuration;
  }
}

// What else is no success was refused by passport-openidconnect's own checks, which come second.
function toOutcome(info: unknown): Outcome {
  if (info === CANCELLED) return { kind: CANCELLED };
  throw toFault(info);
}
