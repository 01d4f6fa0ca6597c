import { clientGone } from '../../errors';
import type { Context } from '../context';

/** Aborts, with `clientGone`, when the client goes before it has been answered. */
export function clientAbortSignal(ctx: Context): AbortSignal {
  const controller = new AbortController();
  if (ctx.req.socket.destroyed) controller.abort(clientGone()); // it has been told already
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) controller.abort(clientGone());
  });
  return controller.signal;
}
