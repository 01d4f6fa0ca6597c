import type Koa from 'koa';
import type { Provider } from 'oidc-provider';
import type { BareContext, Next } from '../../web/context';
import { seeOther } from '../../web/middleware/forms';

const PATH = '/session/end';

/**
 * Adds a sign-out that ends the provider's session without asking and goes back to the app. oidc-provider's own always asks, and
 * submits its form by script, which our pages never run. The ID token proves that the request comes from the app. Without a
 * valid one (it may be from before a restart) the session stays.
 * https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export function addSignOut(app: Koa, provider: Provider, publicUrl: string): void {
  const back = `${publicUrl}/logout/callback`;
  app.use(async function signOut(ctx: BareContext, next: Next) {
    if (ctx.path !== PATH) return next();
    const { id_token_hint: idToken, client_id: clientId, post_logout_redirect_uri: returnTo, state } = ctx.query;
    if (returnTo !== back) ctx.throw(400, 'Unknown post_logout_redirect_uri.');
    const session = await provider.Session.get(ctx as never);
    const subject = await subjectOf(provider, String(clientId), String(idToken));
    if (subject !== undefined && subject === session.accountId) await session.destroy();
    const address = new URL(back);
    if (typeof state === 'string') address.searchParams.set('state', state);
    seeOther(ctx, address.href);
  });
}

async function subjectOf(provider: Provider, clientId: string, idToken: string): Promise<unknown> {
  const client = await provider.Client.find(clientId);
  if (!client) return undefined;
  return provider.IdToken.validate(idToken, client).then(
    ({ payload }) => payload['sub'],
    () => undefined,
  );
}
