import { pageNotFound } from '../errors';
import type { Middleware } from '../web/context';

// The router takes any case.
const ADMIN = /^\/admin(?:\/|$)/i;

/**
 * Answers everybody but administrators at each address below /admin as where there is no page, whatever the method: otherwise a refused method would
 * tell which pages there are. @throws pageNotFound
 */
export const hideAdminPages: Middleware = async function hideAdminPages(ctx, next) {
  if (ADMIN.test(ctx.path) && !ctx.state.user?.isAdmin) throw pageNotFound();
  await next();
};
