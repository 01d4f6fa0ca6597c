import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Context } from '../context';
import { linkTo } from '../links';
import { LINES } from './content-negotiation';

/** Reports progress to the page: sends one line of the answer. */
export type Report = (line: Readonly<Record<string, unknown>>) => void;

/**
 * Answers at once, and reports progress while the work runs: lines of JSON, which `send.js` reads. The last line is
 * `{ location }`, the page to show next, or `{ error }`. Notices that the work adds are kept for that page.
 * @param work resolves with the path of that page; its errors are logged and reported, not thrown
 */
export function streamProgress(ctx: Context, work: (report: Report) => Promise<string>): void {
  const lines = new PassThrough();
  const report: Report = (line) => void lines.write(`${JSON.stringify(line)}\n`);
  ctx.status = 200;
  ctx.type = LINES;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('X-Accel-Buffering', 'no'); // or nginx would buffer the lines
  ctx.body = lines;
  const afterwards: Array<() => Promise<unknown>> = [];
  ctx.state.afterStream = afterwards;
  void runAndReport(ctx, report, work)
    .finally(() => Promise.all(afterwards.map((each) => each())))
    .catch((error) => ctx.state.reportError(error))
    .finally(() => lines.end());
}

async function runAndReport(ctx: Context, report: Report, work: (report: Report) => Promise<string>): Promise<void> {
  await setImmediate(); // first, the request's other middleware add to afterStream
  try {
    const location = await work(report);
    await storeSession(ctx);
    report({ location: linkTo(ctx, location) });
  } catch (error) {
    const { id, message, details } = ctx.state.reportError(error);
    report({ error: { id, message, details, requestId: ctx.state.requestId } });
  }
}

/**
 * Stores the session again, as Koa did when the answer began. It is too late to send its cookie, which hasn't changed.
 */
async function storeSession(ctx: Context): Promise<void> {
  await ctx.session.manuallyCommit().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_HTTP_HEADERS_SENT') throw error;
  });
}
