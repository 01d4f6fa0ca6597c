import { clientGone } from '../../errors';
import type { Context } from '../context';

const signals = new WeakMap<object, AbortSignal>();

/** Returns a signal that aborts with `clientGone` if the client disconnects before the end of the answer. */
export function clientAbortSignal(ctx: Context): AbortSignal {
  const known = signals.get(ctx.res);
  if (known) return known;
  const controller = new AbortController();
  signals.set(ctx.res, controller.signal);
  if (ctx.req.socket.destroyed) controller.abort(clientGone()); // its close event was before
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) controller.abort(clientGone());
  });
  return controller.signal;
}
