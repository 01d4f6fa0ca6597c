import type Koa from 'koa';
import { isFault } from '../errors';
import type { Context } from '../web/context';
import { inGallery } from '../web/links';
import { seeOther } from '../web/middleware/forms';
import { limitSignIns } from '../web/middleware/rate-limits';
import { createRouter } from '../web/routes';
import { askAtNextSignIn, takeAskAgain } from './ask-again';
import { CALLBACK_PATH } from './client-check';
import { CANCELLED, type SignInInfo } from './oidc-strategy';
import { publicSignInAddress } from './public-address';
import { safeReturnTo } from './return-to';
import type { AuthNeeds } from './services';
import { cameFromDeletion, SIGN_OUT_PATH, SIGNED_OUT_PATH } from './sign-out';
import type { User } from './user-row';

/** The ID token becomes a part of the sign-out's address, and servers take addresses of some 8 kB. Every request reads the session. */
const MAX_HINT_LENGTH = 6000;
const MAX_AGENT_LENGTH = 300;
const REASONS: Record<string, string> = {
  [CANCELLED]: 'You canceled the sign-in. Nothing was changed.',
};
const UNKNOWN_REASON = 'The sign-in didn’t work. Nothing was changed.';

/** Registers the routes that sign people in at the OpenID provider, and out again. */
export function register(app: Koa, { catalog, config, signIn, signOut, users, rateLimits }: AuthNeeds): void {
  const router = createRouter();
  const limited = limitSignIns(rateLimits);

  /** Sends people to sign in at the provider, and back to `returnTo` afterwards. */
  async function beginSignIn(ctx: Context): Promise<void> {
    const returnTo = safeReturnTo(ctx.query['returnTo']);
    if (ctx.state.user) return seeOther(ctx, returnTo);
    const elsewhere = publicSignInAddress(ctx, config.publicUrl, returnTo);
    if (elsewhere) return seeOther(ctx, elsewhere);
    await signIn.proceed(ctx, { returnTo: inGallery(ctx, returnTo), asksAgain: takeAskAgain(ctx) });
  }

  /** Takes the provider's answer and signs the person in. */
  async function finishSignIn(ctx: Context): Promise<void> {
    // This answers a second tab, and the person has signed in with the first one.
    if (ctx.state.user) return seeOther(ctx, '/');
    const outcome = await signIn.proceed(ctx, { returnTo: '/' }).catch((error) => {
      // The provider would send the same person back without a question, though they may want to sign in as somebody else.
      if (isFault(error, 'not_allowed', 'account_suspended')) askAtNextSignIn(ctx);
      throw error;
    });
    if (outcome.kind !== 'signed in') return seeOther(ctx, `/error?reason=${CANCELLED}`);
    await renewSession(ctx, outcome.user, outcome.info);
    seeOther(ctx, safeReturnTo(outcome.info.state.returnTo));
  }

  /** Ends the session here and at the provider. */
  async function endSession(ctx: Context): Promise<void> {
    const { user } = ctx.state;
    if (user) await catalog.transaction().execute((trx) => users.note(trx, user.id, { type: 'sign-out' }));
    await signOut.leave(ctx, SIGNED_OUT_PATH);
  }

  /** Shows that the person has signed out. */
  function showSignedOut(ctx: Context): void {
    if (ctx.state.user) seeOther(ctx, '/');
    else if (cameFromDeletion(ctx)) seeOther(ctx, '/account/deleted');
    else
      ctx.render('sign-in-message', {
        title: 'You’re signed out',
        message: 'You have signed out of FamiliarFaces.',
        action: 'Sign in again',
      });
  }

  /** Shows why a sign-in didn't work. */
  function showReason(ctx: Context): void {
    // The page never shows texts from the provider or the address.
    const reason = String(ctx.query['reason']);
    const message = Object.hasOwn(REASONS, reason) ? REASONS[reason] : UNKNOWN_REASON;
    ctx.render('sign-in-message', { title: 'You’re not signed in', message, action: 'Try again' });
  }

  router.get('/login', limited, beginSignIn);
  router.get(CALLBACK_PATH, limited, finishSignIn);
  router.post(SIGN_OUT_PATH, endSession);
  router.get(SIGNED_OUT_PATH, showSignedOut);
  router.get('/error', showReason);
  app.use(router.routes()).use(router.allowedMethods());
}

/** Signs the user in with a new, empty session under a new id. `regenerate` alone would keep data that an attacker may have planted. */
async function renewSession(ctx: Context, user: User, { idToken }: SignInInfo): Promise<void> {
  for (const key of Object.keys(ctx.session)) Reflect.deleteProperty(ctx.session, key);
  await ctx.login(user);
  const agent = ctx.get('User-Agent').slice(0, MAX_AGENT_LENGTH);
  Object.assign(ctx.session, { signedInAt: Date.now(), agent, ...(idToken.length <= MAX_HINT_LENGTH && { idToken }) });
}
