import type { Context } from '../context';

const HEALTH = new Set(['/health/live', '/health/ready']);

/** Whether a supervisor looks after the app. It may do so as often as it likes. */
export const isHealthCheck = ({ path }: Pick<Context, 'path'>): boolean => HEALTH.has(path);

/** Whether a request only reads. */
export const isRead = ({ method }: Pick<Context, 'method'>): boolean => method === 'GET' || method === 'HEAD';

/** Whether another site's page has caused a request, as browsers say in `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/). */
export const isFromElsewhere = (ctx: Pick<Context, 'get'>): boolean =>
  ['cross-site', 'same-site'].includes(ctx.get('Sec-Fetch-Site'));

/** Whether the answer is for the address bar of a tab: someone has followed a link. It isn't for a picture, a frame, or a look ahead. */
export function isOpened(ctx: Pick<Context, 'get'>): boolean {
  const destination = ctx.get('Sec-Fetch-Dest');
  const isPage = destination === 'document' || (destination === '' && ctx.get('Sec-Fetch-Mode') === 'navigate');
  return isPage && !ctx.get('Sec-Purpose');
}
