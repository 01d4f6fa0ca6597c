import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Koa from 'koa';
import type { ProviderConfig } from '../../config';
import type { BareContext, BareMiddleware } from '../../web/context';
import { isFromElsewhere, isOpened } from '../../web/middleware/request-kinds';
import { LocalAccounts } from './accounts';
import { addInteractions } from './interactions';
import { memoryAdapters } from './memory-adapter';
import { createOidcProvider, type SigningKey } from './oidc-provider';
import { escapeHtml, ICON_PATH, page, STYLE_SHEET, STYLE_SHEET_PATH } from './pages';
import { addSignOut } from './sign-out';

// The routes of oidc-provider that sign-in needs. All its others stay closed.
const PROTOCOL = /^\/(\.well-known\/openid-configuration|jwks|auth|auth\/[\w-]+|token|me)$/;

/** Makes the provider's web app: its few pages, and oidc-provider for the protocol. */
export async function createLocalApp(credentials: ProviderConfig, publicUrl: string): Promise<Koa> {
  const accounts = new LocalAccounts();
  const provider = await createOidcProvider({
    ...{ credentials, publicUrl, signingKeys: [newSigningKey()], cookieKeys: [randomBytes(32).toString('hex')] },
    adapter: memoryAdapters(),
    cookiePath: '/',
    interactionUrl: (uid) => `/interaction/${uid}`,
    findAccount: async (subject) => accounts.find(subject),
    showError(ctx, message) {
      ctx.type = 'html';
      ctx.body = page(
        'Something went wrong',
        `<p>${escapeHtml(message)}</p><p><a href="${escapeHtml(publicUrl)}">Back to FamiliarFaces</a></p>`,
      );
    },
  });
  const app = new Koa();
  // Its errors (a page left open over a restart, a closed connection) don't belong in the app's log.
  app.silent = true;
  app.use(refuseForeignHosts(new URL(credentials.issuer).host));
  app.use(setHeaders(new URL(publicUrl).origin));
  app.use(refuseEmbedding);
  app.use(serveFiles);
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

// Each start makes a new key: it takes no time, and tokens from before a restart are of no use anyway.
function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(8).toString('hex');
  return { ...privateKey.export({ format: 'jwk' }), kty: 'EC', use: 'sig', alg: 'ES256', kid };
}

/** Refuses requests for another host name: a foreign page could read the answers if its name led to this machine (DNS rebinding). */
function refuseForeignHosts(host: string): BareMiddleware {
  return async function refuseForeignHost(ctx, next) {
    if (ctx.get('Host') !== host) ctx.throw(421, 'This sign-in works on this computer only.');
    await next();
  };
}

/** Refuses what another site's page loads without anyone who follows a link: any page could begin sign-ins by the thousand. */
const refuseEmbedding: BareMiddleware = async function refuseEmbedding(ctx, next) {
  if (isFromElsewhere(ctx) && !isOpened(ctx)) ctx.throw(403, 'This request came from another website.');
  await next();
};

function setHeaders(appOrigin: string): BareMiddleware {
  const policy = `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${appOrigin}; base-uri 'none'; frame-ancestors 'none'`;
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

// The app's own icon. Its color reads well on light and dark.
const ICON = readFileSync(path.join(__dirname, '..', '..', 'browser', 'icon.svg'));

const serveFiles: BareMiddleware = async function serveFiles(ctx, next) {
  const files: Record<string, [type: string, body: string | Buffer]> = {
    [STYLE_SHEET_PATH]: ['css', STYLE_SHEET],
    [ICON_PATH]: ['svg', ICON],
  };
  const file = files[ctx.path];
  if (!file) return next();
  [ctx.type, ctx.body] = file;
};

function notFound(ctx: BareContext): void {
  ctx.status = 404;
  ctx.type = 'html';
  ctx.body = page('Page not found', '<p>This page doesn’t exist.</p>');
}
