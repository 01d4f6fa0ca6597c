import { buildEndSessionUrl, randomState } from 'openid-client';
import type { Provider } from './provider';

export const SIGNED_OUT_PATH = '/logout/callback';

/** The way out of the app, past the provider. */
export class SignOut {
  constructor(
    private readonly provider: Provider,
    private readonly publicUrl: string,
  ) {}

  /**
   * Where to go to end the session at the provider too: without it, the next sign-in asks nobody, on a shared computer not
   * even somebody else. https://openid.net/specs/openid-connect-rpinitiated-1_0.html
   * Straight to our own page when there is nothing to end or nobody to ask: signing out always works.
   */
  async urlFor(idToken: string | undefined): Promise<string> {
    if (!idToken) return SIGNED_OUT_PATH;
    try {
      const configuration = await this.provider.configuration();
      // A person who signs out must not end on a browser's error page, wondering whether it worked.
      if (!(await this.provider.isReachable())) return SIGNED_OUT_PATH;
      const parameters = {
        id_token_hint: idToken,
        post_logout_redirect_uri: this.publicUrl + SIGNED_OUT_PATH,
        state: randomState(),
      };
      return buildEndSessionUrl(configuration, parameters).href;
    } catch {
      // It doesn't answer, or knows no sign-out.
      return SIGNED_OUT_PATH;
    }
  }
}
