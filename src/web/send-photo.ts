import { createHash } from 'node:crypto';
import type Koa from 'koa';

/**
 * Answers with a private photo. A browser may keep it, but asks again each time, so that nobody sees it after a sign-out
 * or a delete; opened by itself, it can run nothing.
 * @param version changes whenever the bytes do
 */
export async function sendPhoto(ctx: Koa.Context, version: string, read: () => Promise<Buffer | undefined>): Promise<boolean> {
  ctx.etag = createHash('sha256').update(version).digest('base64url');
  ctx.status = 200; // `fresh` holds for a success only
  const bytes = ctx.fresh ? null : await read();
  if (bytes === undefined) {
    ctx.remove('ETag');
    return false;
  }
  ctx.set('Cache-Control', 'private, no-cache');
  // The inline style is Chromium's own, for the page that it puts around a picture.
  ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");
  if (bytes === null) {
    ctx.status = 304;
    return true;
  }
  ctx.type = 'image/jpeg';
  ctx.body = bytes;
  return true;
}
