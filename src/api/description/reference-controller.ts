import { createHash } from 'node:crypto';
import type Koa from 'koa';
import type { Context } from '../../web/context';
import { createRouter } from '../../web/routes';
import type { ApiNeeds } from '../services';
import { describeApi } from './openapi';
import { presentReference } from './present-reference';

/** Registers the description of the API: for programs, and for people. Both are the same for everybody. */
export function register(app: Koa, { config }: ApiNeeds): void {
  const router = createRouter('/api');
  let described: { text: string; version: string } | undefined;
  let presented: ReturnType<typeof presentReference> | undefined;

  function describe(): { text: string; version: string } {
    const text = JSON.stringify(describeApi(config.publicUrl));
    return { text, version: createHash('sha256').update(text).digest('base64url') };
  }

  /** Sends the description of the API by OpenAPI 3.1. */
  function sendDescription(ctx: Context): void {
    described ??= describe();
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.status = 200;
    ctx.etag = described.version;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.body = described.text;
    ctx.type = 'application/json';
  }

  /** Shows the reference of the API. */
  function showReference(ctx: Context): void {
    presented ??= presentReference();
    ctx.render('reference', { title: 'API reference', ...presented });
  }

  router.get('/openapi.json', sendDescription);
  router.get('/reference', showReference);
  app.use(router.routes()).use(router.allowedMethods());
}
