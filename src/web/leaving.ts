import type Koa from 'koa';

/** Aborts when the client goes before it has been answered. */
export function leavingOf(ctx: Koa.Context): AbortSignal {
  const leaving = new AbortController();
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) leaving.abort();
  });
  return leaving.signal;
}
