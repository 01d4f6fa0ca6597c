import type Koa from 'koa';
import { clientGone } from '../../errors';

/** Aborts, with `clientGone`, when the client goes before it has been answered. */
export function leavingOf(ctx: Koa.Context): AbortSignal {
  const leaving = new AbortController();
  if (ctx.req.socket.destroyed) leaving.abort(clientGone()); // it has been told already
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) leaving.abort(clientGone());
  });
  return leaving.signal;
}
