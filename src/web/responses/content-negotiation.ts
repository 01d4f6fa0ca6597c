import type { Context } from '../context';

/** The media type of a progress stream: one JSON object per line, each sent as soon as it is known. */
export const LINES = 'application/x-ndjson';

/** Returns whether the client is a program or one of our scripts, and prefers JSON to a page. */
export const wantsJson = (ctx: Context): boolean =>
  ['json', LINES].includes(String(ctx.accepts('html', 'json', LINES)));

/** Returns whether the client is a script that wants a progress stream. */
export const wantsLines = (ctx: Context): boolean => ctx.accepts('html', LINES) === LINES;
