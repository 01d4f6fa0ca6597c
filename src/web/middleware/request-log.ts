import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Context, Middleware } from '../context';
import { LogBudget } from './log-budget';
import { isHealthCheck } from './request-kinds';

const MAX_PATH_LENGTH = 200;
/** The longest address of a client: an IPv6 address with a zone. A proxy may say anything in its place. */
const MAX_IP_LENGTH = 64;

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** Whether anybody can send such requests without end: those that are refused, and those that nothing limits. */
const isEndless = (ctx: Context, status: number) =>
  status === 429 || (status < 500 && ctx.state.user === undefined && (status >= 400 || isUnlimited(ctx)));
/** What stands in an invitation's link: whoever reads the log must not join by it. */
const TOKEN = /(\/invitations\/)[^/]+/i;
/** The path that was asked for, with what middleware has taken off. */
const pathOf = ({ originalUrl }: Context) => originalUrl.replace(/\?.*$/s, '').replace(TOKEN, '$1…');
const isUnlimited = (ctx: Context) => isHealthCheck(ctx) || ctx.path.startsWith('/assets/');

/**
 * Gives each request an id, times it, and logs one line after the answer: with the path, but never with the query. Of requests that
 * anybody can send without end, most are only told to `LOG_LEVEL=debug`.
 */
export function logRequests(log: Logger): Middleware {
  let hasWarned = false;
  const budget = new LogBudget();
  return async function logRequest(ctx, next) {
    const started = performance.now();
    ctx.state.requestId = randomUUID();
    ctx.set('X-Request-Id', ctx.state.requestId);
    let leftOut: number | undefined;
    let level: 'info' | 'debug' | undefined;
    ctx.state.levelOf = (status) => {
      if (level) return level;
      leftOut = isEndless(ctx, status) ? budget.take(ctx.ip) : 0;
      level = leftOut === undefined ? 'debug' : 'info';
      return level;
    };
    if (!hasWarned && !ctx.app.proxy && ctx.get('X-Forwarded-For')) {
      hasWarned = true;
      log.warn(
        'requests come through a proxy, but TRUST_PROXY is 0: all visitors share the proxy’s address and its rate limits',
      );
    }
    await next();
    const ms = Math.round((performance.now() - started) * 10) / 10;
    ctx.set('X-Response-Time', `${ms}ms`);
    const { requestId, traceId, levelOf } = ctx.state;
    const { method, status } = ctx;
    const [ip, path] = [cut(ctx.ip, MAX_IP_LENGTH), cut(pathOf(ctx), MAX_PATH_LENGTH)];
    const line = { requestId, ...(traceId && { traceId }), ip, method, path, status, ms };
    const told = levelOf(status);
    log[told](leftOut ? { ...line, leftOut } : line, 'request answered');
  };
}
