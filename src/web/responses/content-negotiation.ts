import type { Context } from '../context';

/** One JSON object a line, each sent as soon as it is known. */
export const LINES = 'application/x-ndjson';

/** Whether a program asks, a script of ours included, and not a person who wants a page. */
export const wantsJson = (ctx: Context): boolean =>
  ['json', LINES].includes(String(ctx.accepts('html', 'json', LINES)));

/** Whether a script asks that follows how the work goes. */
export const wantsLines = (ctx: Context): boolean => ctx.accepts('html', LINES) === LINES;
