import type Koa from 'koa';
import { bodyParser } from 'koa-bodyparser';
import Router from 'koa-router';
import type { InteractionResults, Provider } from 'oidc-provider';
import type { BareContext, Next } from '../../web/context';
import { type LocalAccounts, MAX_NAME_LENGTH } from './accounts';
import { escapeHtml, page } from './pages';

const INVALID = `Please enter a name of up to ${MAX_NAME_LENGTH} characters.`;
const CANCELLED: InteractionResults = {
  error: 'access_denied',
  error_description: 'The user canceled the sign-in.',
};

/** Adds the page where people enter a name to sign in. */
export function addInteractions(app: Koa, provider: Provider, accounts: LocalAccounts, publicUrl: string): void {
  const router = new Router({ prefix: '/interaction/:uid' });
  router.use(async function showExpired(ctx: BareContext, next: Next) {
    await next().catch((error: Error) => {
      if (error.name !== 'SessionNotFound') throw error;
      const back = `<p>This sign-in has expired or was already used.</p><p><a href="${escapeHtml(publicUrl)}">Back to FamiliarFaces</a></p>`;
      show(ctx, 400, page('Please sign in again', back));
    });
  });

  router.get('/', async (ctx: BareContext) => {
    await provider.interactionDetails(ctx.req, ctx.res);
    show(ctx, 200, form(ctx.path));
  });

  router.post('/', bodyParser({ enableTypes: ['form'], formLimit: '8kb' }), async (ctx: BareContext) => {
    await provider.interactionDetails(ctx.req, ctx.res);
    const { name, action } = (ctx.request.body ?? {}) as Record<string, unknown>;
    const subject = accounts.enter(name);
    if (action !== 'cancel' && !subject) return show(ctx, 400, form(ctx.path, INVALID));
    const result = action === 'cancel' || !subject ? CANCELLED : { login: { accountId: subject } };
    ctx.respond = false; // oidc-provider writes the redirect itself
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  });

  app.use(router.routes()).use(router.allowedMethods());
}

const form = (action: string, fault = '') =>
  page(
    'Sign in',
    `<p>Enter any name to use FamiliarFaces on this computer. Use the same name next time to see the same photos.</p>
    ${fault && `<p class="fault" role="alert">${escapeHtml(fault)}</p>`}
    <form method="post" action="${escapeHtml(action)}">
      <label for="name">Your name</label>
      <input id="name" name="name" maxlength="${MAX_NAME_LENGTH}" autocomplete="name" required autofocus>
      <button name="action" value="sign-in">Sign in</button>
      <button name="action" value="cancel" class="quiet" formnovalidate>Cancel</button>
    </form>`,
  );

function show(ctx: BareContext, status: number, html: string): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = html;
}
