import { buildEndSessionUrl, randomState } from 'openid-client';
import type { Provider } from './provider';

export const SIGNED_OUT_PATH = '/logout/callback';

/** Signs people out at the provider, too. */
export class SignOut {
  constructor(
    private readonly provider: Provider,
    private readonly publicUrl: string,
  ) {}

  /**
   * The address that ends the session at the provider (https://openid.net/specs/openid-connect-rpinitiated-1_0.html). Otherwise the
   * next person at a shared computer would be signed in without a question. It is the app's own page when the provider can't be
   * reached or has no sign-out: signing out always works.
   * @param idToken proves whose session is to end; undefined when there is none
   */
  async urlFor(idToken: string | undefined): Promise<string> {
    if (!idToken) return SIGNED_OUT_PATH;
    try {
      const configuration = await this.provider.configuration();
      // People who sign out must not land on a browser's error page and wonder whether it worked.
      if (!(await this.provider.isReachable())) return SIGNED_OUT_PATH;
      const parameters = {
        id_token_hint: idToken,
        post_logout_redirect_uri: this.publicUrl + SIGNED_OUT_PATH,
        state: randomState(),
      };
      return buildEndSessionUrl(configuration, parameters).href;
    } catch {
      // The provider doesn't answer, or has no sign-out.
      return SIGNED_OUT_PATH;
    }
  }
}
