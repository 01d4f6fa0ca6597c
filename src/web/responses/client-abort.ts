import { clientGone } from '../../errors';
import type { Context } from '../context';

/** Returns a signal that aborts with `clientGone` if the client disconnects before the end of the answer. */
export function clientAbortSignal(ctx: Context): AbortSignal {
  const controller = new AbortController();
  if (ctx.req.socket.destroyed) controller.abort(clientGone()); // its close event was before
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) controller.abort(clientGone());
  });
  return controller.signal;
}
