import { createHash } from 'node:crypto';
import type Koa from 'koa';
import { Line } from '../line';
import { leavingOf } from './leaving';

/**
 * A picture that is cut, shrunk or drawn takes up to 40 MB meanwhile, and one of the four threads that Node has for this and
 * for all files: so few are made at a time, however many are asked for.
 */
const AT_A_TIME = 2;
const line = new Line(AT_A_TIME);

/**
 * Answers with a private photo. A browser may keep it, but asks again each time, so that nobody sees it after a sign-out
 * or a delete; opened by itself, it can run nothing.
 * @param version changes whenever the bytes do
 * @param read gives the bytes when it is their turn; undefined when there are none
 * @throws what `read` throws; clientGone when nobody waits for them any more
 */
export async function sendPhoto(ctx: Koa.Context, version: string, read: () => Promise<Buffer | undefined>): Promise<boolean> {
  ctx.etag = createHash('sha256').update(version).digest('base64url');
  ctx.status = 200; // `fresh` holds for a success only
  const bytes = ctx.fresh ? null : await line.take(leavingOf(ctx), read, ctx.state.user?.id);
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
