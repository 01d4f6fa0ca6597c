import { buildEndSessionUrl, randomState } from 'openid-client';
import type { Context } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { askAtNextSignIn } from './ask-again';
import type { Provider } from './provider';

export const SIGN_OUT_PATH = '/logout';
export const SIGNED_OUT_PATH = '/logout/callback';
/** Ends the `state` of a sign-out after a deletion; the provider sends it back. */
const AFTER_DELETION = '.deleted';

/** Whether a request is the sign-out of someone who is signed in: that always works, however much else they do. */
export const isSignOut = ({ method, path, state }: Context): boolean =>
  method === 'POST' && path === SIGN_OUT_PATH && state.user !== undefined;

/** Whether the provider has sent somebody back whose account was deleted. */
export const cameFromDeletion = (ctx: Context) => String(ctx.query['state']).endsWith(AFTER_DELETION);

/** Signs people out at the provider, too. */
export class SignOut {
  constructor(
    private readonly provider: Provider,
    private readonly publicUrl: string,
  ) {}

  /**
   * Ends the session here and at the provider, and leads there. Otherwise the next person at a shared computer would be signed in
   * without a question, and who has deleted an account would be back at once. When the provider can't be reached or has no sign-out,
   * it leads to our own page, as signing out always works, and the next sign-in asks who it is.
   * @param page where to go in the end
   */
  async leave(ctx: Context, page: typeof SIGNED_OUT_PATH | '/account/deleted'): Promise<void> {
    const { idToken, signedInAt } = ctx.session;
    ctx.session = null;
    const state = randomState() + (page === SIGNED_OUT_PATH ? '' : AFTER_DELETION);
    // The local provider always asks who it is.
    const { isLocal } = this.provider;
    const ends = signedInAt !== undefined && (page === SIGNED_OUT_PATH || !isLocal);
    const address = ends && idToken !== undefined ? await this.addressAtProvider(idToken, state) : undefined;
    if (ends && !address && !isLocal) askAtNextSignIn(ctx);
    seeOther(ctx, address ?? page);
  }

  /**
   * The address that ends the session at the provider (https://openid.net/specs/openid-connect-rpinitiated-1_0.html); undefined when it
   * has none or can't be reached.
   * @param idToken proves whose session is to end
   */
  private async addressAtProvider(idToken: string, state: string): Promise<string | undefined> {
    try {
      const configuration = await this.provider.configuration();
      if (!configuration.serverMetadata().end_session_endpoint) return undefined;
      // People who sign out must not land on a browser's error page and wonder whether it worked.
      if (!(await this.provider.isReachable())) return undefined;
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: this.publicUrl + SIGNED_OUT_PATH, state };
      return buildEndSessionUrl(configuration, parameters).href;
    } catch {
      // The provider doesn't answer.
      return undefined;
    }
  }
}
