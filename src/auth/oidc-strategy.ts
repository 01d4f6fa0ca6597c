import * as oidc from 'openid-client';
import type { AuthenticateOptions as PassportOptions } from 'passport';
import { Strategy as PassportOidcStrategy } from 'passport-openidconnect';
import type { PendingSignIn, Session } from '../web/context';
import { CALLBACK_PATH } from './client-check';
import { exchangeCode, type Identity } from './code-exchange';
import { displayNameOf } from './display-name';
import { emailOf } from './email-claims';
import { type GroupClaim, groupsOf } from './group-claims';
import { beginSignIn, takePendingSignIn } from './pending-sign-ins';
import { ProviderKeys } from './provider-keys';
import { scopesAsked } from './scopes-asked';
import { refusedByProvider, toFault, unknownSignIn } from './sign-in-faults';
import type { Profile, User } from './user-row';

/** What passport passes on of a request. */
interface SignInRequest {
  session: Session;
  query: Record<string, unknown>;
  url: string;
}

export interface SignInOptions extends PassportOptions {
  /** The path to go to after the sign-in. */
  returnTo: string;
  /** Whether the provider asks who signs in, even if it knows: `prompt` of OpenID Connect. */
  prompt?: 'login' | 'select_account' | undefined;
}

/** What comes with the user when a sign-in has succeeded. */
export interface SignInInfo {
  idToken: string;
  state: PendingSignIn;
}

/** How a sign-in ends that the person canceled at the provider. */
export const CANCELLED = 'cancelled' as const;

type Done<Result extends unknown[]> = (error: unknown, ...result: Result) => void;
type Verified = (error: unknown, user?: User, info?: object) => void;
/** Finds or makes the user of a subject. */
export type FindUser = (subject: string, profile: Profile & GroupClaim) => Promise<User>;

/**
 * passport-openidconnect, secured by openid-client. The first builds the redirect, checks the claims once more, reads the profile
 * and answers passport. The second does what the first lacks: alone, 0.1.2 accepts an ID token that is unsigned or edited, has no
 * PKCE, and ends the process over a UserInfo answer that isn't JSON.
 *
 * passport calls `authenticate` on `Object.create(strategy)`, so what it sets on `this` belongs to one request, and
 * `#private` fields don't work.
 */
export class OidcStrategy extends PassportOidcStrategy {
  declare _stateStore: object;
  private readonly keys: ProviderKeys;
  /** What the provider says of the person of this request, once it is proven. */
  private said: (Profile & GroupClaim) | undefined;

  constructor(
    configuration: oidc.Configuration,
    private readonly callbackUrl: string,
    private readonly groupsClaim: string,
    findUser: FindUser,
  ) {
    const provider = configuration.serverMetadata();
    function verify(
      this: OidcStrategy,
      _issuer: string,
      { id }: { id: string },
      _context: object,
      idToken: string,
      done: Verified,
    ): void {
      if (this.said) findUser(id, this.said).then((user) => done(null, user, { idToken }), done);
      else done(unknownSignIn());
    }
    super(
      {
        issuer: provider.issuer,
        authorizationURL: provider.authorization_endpoint ?? '',
        tokenURL: provider.token_endpoint ?? '',
        userInfoURL: provider.userinfo_endpoint ?? '',
        clientID: configuration.clientMetadata().client_id,
        clientSecret: '', // openid-client has it
        callbackURL: callbackUrl,
        scope: scopesAsked(provider),
        // Any text switches the nonce on; the package makes it up itself.
        nonce: 'yes',
        skipUserProfile: false,
      },
      verify as never,
    );
    this.keys = new ProviderKeys(configuration);
  }

  override authorizationParams({ codeChallenge }: { codeChallenge: string }): object {
    return { code_challenge: codeChallenge, code_challenge_method: 'S256' };
  }

  override authenticate(request: unknown, options: object = {}): void {
    const signIn = request as SignInRequest;
    // The path of PUBLIC_URL is off the address already.
    const isAnswer = new URL(signIn.url, this.callbackUrl).pathname === CALLBACK_PATH;
    const done = isAnswer ? this.takeAnswer(signIn) : this.sendToProvider(signIn, options as SignInOptions);
    done.catch((error) => this.error(toFault(error)));
  }

  /** Sends a person to the provider. */
  private async sendToProvider(request: SignInRequest, { returnTo, prompt }: SignInOptions): Promise<void> {
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const codeChallenge = await oidc.calculatePKCECodeChallenge(codeVerifier);
    this._stateStore = {
      store: (
        { session }: SignInRequest,
        { nonce }: { nonce: string },
        _state: unknown,
        _meta: unknown,
        done: Done<[string]>,
      ) => done(null, beginSignIn(session, { nonce, codeVerifier, returnTo })),
    };
    super.authenticate(request as never, { codeChallenge, prompt } as never);
  }

  /** Takes the provider's answer. */
  private async takeAnswer(request: SignInRequest): Promise<void> {
    const { state, error } = request.query;
    const pending = takePendingSignIn(request.session, state); // even an error must belong to a sign-in of this browser
    if (!pending) throw unknownSignIn();
    if (error === 'access_denied') return this.fail(CANCELLED, 401);
    if (error !== undefined) throw refusedByProvider(String(error));
    // The answer must have exactly one code; several come as a list.
    if (typeof request.query['code'] !== 'string') throw unknownSignIn();

    // The address comes from the settings, as visitors can write anything into Host and X-Forwarded-*.
    const answer = new URL(this.callbackUrl);
    answer.search = new URL(request.url, this.callbackUrl).search;
    this.trustResult(
      await this.keys.withKeys((provider) => exchangeCode(provider, answer, state as string, pending)),
      pending,
    );
    super.authenticate(request as never);
  }

  /** Gives passport-openidconnect the verified tokens, so that it fetches nothing itself, and keeps what their claims and UserInfo's say. */
  private trustResult({ tokens, userInfo: more }: Identity, pending: PendingSignIn): void {
    const claims = tokens.claims() ?? {};
    const userInfo = more ?? {};
    this.said = {
      displayName: displayNameOf(userInfo, claims),
      email: emailOf(claims, userInfo),
      ...groupsOf(this.groupsClaim, claims, userInfo),
    };
    const profile = { sub: (claims as { sub?: string }).sub };
    this._stateStore = {
      verify: (_request: unknown, _state: unknown, done: Done<[object, PendingSignIn]>) =>
        done(null, { nonce: pending.nonce }, pending),
    };
    this._oauth2 = Object.create(this._oauth2, {
      getOAuthAccessToken: {
        value: (_code: unknown, _params: unknown, done: Done<[string, string | undefined, object]>) =>
          done(null, tokens.access_token, tokens.refresh_token, tokens),
      },
      get: { value: (_url: unknown, _token: unknown, done: Done<[string]>) => done(null, JSON.stringify(profile)) },
    });
  }
}
