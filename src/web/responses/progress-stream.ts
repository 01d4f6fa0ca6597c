import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Context } from '../context';
import { LINES } from './content-negotiation';

/** Tells the person's page how far the work is: one line of the answer. */
export type Report = (line: Readonly<Record<string, unknown>>) => void;

/**
 * Answers at once, and goes on telling while the work lasts: lines of JSON, to be read with `send.js`. The last one is
 * `{ location }`, the page to show next, or `{ error }`. Notices left by the work are kept for that page.
 * @param work resolves with the address of that page; what it throws is told, logged, and never thrown from here
 */
export function streamProgress(ctx: Context, work: (report: Report) => Promise<string>): void {
  const lines = new PassThrough();
  const say: Report = (line) => void lines.write(`${JSON.stringify(line)}\n`);
  ctx.status = 200;
  ctx.type = LINES;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('X-Accel-Buffering', 'no'); // nginx would keep the lines until there are many
  ctx.body = lines;
  const afterwards: Array<() => Promise<unknown>> = [];
  ctx.state.afterStream = afterwards;
  void reportAll(ctx, say, work)
    .finally(() => Promise.all(afterwards.map((each) => each())))
    .catch((error) => ctx.state.reportError(error))
    .finally(() => lines.end());
}

async function reportAll(ctx: Context, report: Report, work: (report: Report) => Promise<string>): Promise<void> {
  await setImmediate(); // whoever has something to do afterwards says so on the request's way back
  try {
    const location = await work(report);
    await storeSession(ctx);
    report({ location });
  } catch (error) {
    const { id, message, details } = ctx.state.reportError(error);
    report({ error: { id, message, details, requestId: ctx.state.requestId } });
  }
}

/** Once more: it was stored when the answer began. Its cookie is the same as ever, and too late to be sent again. */
async function storeSession(ctx: Context): Promise<void> {
  await ctx.session.manuallyCommit().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_HTTP_HEADERS_SENT') throw error;
  });
}
