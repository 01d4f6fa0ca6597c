import Koa from 'koa';
import type { ProviderConfig } from '../../config';
import type { BareContext, BareMiddleware } from '../../web/context';
import { addInteractions } from './interactions';
import { createOidcProvider } from './oidc-provider';
import { page, STYLE_SHEET, STYLE_SHEET_PATH } from './pages';
import { addSignOut } from './sign-out';

// Everything of oidc-provider's that sign-in needs; what else it offers stays closed.
const PROTOCOL = /^\/(\.well-known\/openid-configuration|jwks|auth|auth\/[\w-]+|token|me)$/;

/** The provider's web app: its few pages, and oidc-provider for the protocol. */
export async function createLocalApp(credentials: ProviderConfig, publicUrl: string): Promise<Koa> {
  const { provider, accounts } = await createOidcProvider(credentials, publicUrl);
  const app = new Koa();
  // A page left open over a restart, a connection closed half-way: nothing for the app's log.
  app.silent = true;
  app.use(refuseForeignHosts(new URL(credentials.issuer).host));
  app.use(setHeaders(new URL(publicUrl).origin));
  app.use(serveStyleSheet);
  addInteractions(app, provider, accounts, publicUrl);
  addSignOut(app, provider, publicUrl);

  const protocol = provider.callback();
  app.use(async function answerProtocol(ctx: BareContext) {
    if (!PROTOCOL.test(ctx.path)) return notFound(ctx);
    ctx.respond = false;
    await protocol(ctx.req, ctx.res);
  });
  return app;
}

/** Another name that leads to this machine's loopback (DNS rebinding) would let a foreign page read what is here. */
function refuseForeignHosts(host: string): BareMiddleware {
  return async function refuseForeignHost(ctx, next) {
    if (ctx.get('Host') !== host) ctx.throw(421, 'This sign-in works on this computer only.');
    await next();
  };
}

function setHeaders(appOrigin: string): BareMiddleware {
  const policy = `default-src 'none'; style-src 'self'; form-action 'self' ${appOrigin}; base-uri 'none'; frame-ancestors 'none'`;
  return async function setHeaders(ctx, next) {
    ctx.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    });
    await next();
  };
}

const serveStyleSheet: BareMiddleware = async function serveStyleSheet(ctx, next) {
  if (ctx.path !== STYLE_SHEET_PATH) return next();
  ctx.type = 'css';
  ctx.body = STYLE_SHEET;
};

function notFound(ctx: BareContext): void {
  ctx.status = 404;
  ctx.type = 'html';
  ctx.body = page('Page not found', '<p>This page doesn’t exist.</p>');
}
