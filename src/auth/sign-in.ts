import type { Configuration } from 'openid-client';
import type { Logger } from 'pino';
import type { Context } from '../web/context';
import { fromKoa } from '../web/routes';
import { CALLBACK_PATH } from './client-check';
import { CANCELLED, type FindUser, OidcStrategy, type SignInInfo } from './oidc-strategy';
import type { Passport } from './passport';
import type { Provider } from './provider';
import { providerFaultIn, toFault } from './sign-in-faults';
import type { User } from './user-row';
import type { Users } from './users';

const STRATEGY = 'oidc';
const GROUPS_ELSEWHERE =
  'the sign-in service left out the groups of somebody who has too many: have it send only those assigned to this app (README.md)';

/** How a request of a sign-in ended: sent to the provider, canceled by the person, or signed in. */
export type Outcome =
  | { kind: 'redirected' }
  | { kind: typeof CANCELLED }
  | { kind: 'signed in'; user: User; info: SignInInfo };

interface Options {
  /** The path to go to after the sign-in. */
  returnTo: string;
  /** Whether the provider is to ask who signs in, even if it knows. The local provider always does, as it has no passwords to remember. */
  asksAgain?: boolean;
}

interface Dependencies {
  passport: Passport;
  provider: Provider;
  users: Users;
  publicUrl: string;
  /** The claim that has somebody's groups. */
  groupsClaim: string;
  log: Logger;
}

/** Signs people in at the provider, through passport. */
export class SignIn {
  /** The provider's configuration that passport's strategy was made with. */
  private used: Configuration | undefined;

  constructor(private readonly deps: Dependencies) {}

  /**
   * Begins a sign-in, or finishes it when the request is the provider's answer.
   * @throws signInFailed when the answer can't be verified, providerUnavailable when the provider doesn't answer, signInMisconfigured
   *   when a setting has to be changed first
   */
  async proceed(ctx: Context, options: Options): Promise<Outcome> {
    const { provider } = this.deps;
    const outcome = await this.exchange(ctx, options).catch((error) => {
      const fault = providerFaultIn(error);
      if (fault) provider.noteSignIn(fault);
      throw toFault(error);
    });
    if (outcome.kind === 'signed in') provider.noteSignIn();
    return outcome;
  }

  private async exchange(ctx: Context, { returnTo, asksAgain = false }: Options): Promise<Outcome> {
    await this.useProvider();
    if (ctx.path !== CALLBACK_PATH) await this.deps.provider.requireAccepted();
    let outcome: Outcome = { kind: 'redirected' };
    // The strategy is given by its name, or two requests at once would share one. koa-passport keeps the callback's
    // promise on the callback, so each request needs its own.
    const finish = (error: unknown, user?: User | false, info?: unknown) => {
      if (error) throw error;
      outcome = user ? { kind: 'signed in', user, info: info as SignInInfo } : toOutcome(info);
    };
    const exchange = this.deps.passport.authenticate(STRATEGY, { returnTo, prompt: this.promptFor(asksAgain) }, finish);
    await fromKoa(exchange)(ctx, async () => {});
    return outcome;
  }

  // Google has no `login`, and refuses it (https://developers.google.com/identity/openid-connect/openid-connect#authenticationuriparameters).
  private promptFor(asksAgain: boolean): 'login' | 'select_account' | undefined {
    const { isLocal, accountIssuer } = this.deps.provider;
    if (!asksAgain && !isLocal) return undefined;
    return accountIssuer === 'https://accounts.google.com' ? 'select_account' : 'login';
  }

  private async useProvider(): Promise<void> {
    const { passport, provider, users, publicUrl, groupsClaim, log } = this.deps;
    const configuration = await provider.configuration();
    if (configuration === this.used) return;
    const findUser: FindUser = (subject, profile) => {
      if (profile.isElsewhere) log.warn({ claim: groupsClaim }, GROUPS_ELSEWHERE);
      return users.signIn(provider.accountIssuer, provider.subjectOf(subject), profile);
    };
    passport.use(STRATEGY, new OidcStrategy(configuration, publicUrl + CALLBACK_PATH, groupsClaim, findUser));
    this.used = configuration;
  }
}

// Other failures come from passport-openidconnect's own checks, which run after those of openid-client.
function toOutcome(info: unknown): Outcome {
  if (info === CANCELLED) return { kind: CANCELLED };
  throw toFault(info);
}
