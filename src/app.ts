import path from 'node:path';
import Koa from 'koa';
import { bodyParser } from 'koa-bodyparser';
import { hideAdminPages } from './admin/hidden-pages';
import { findGallery } from './auth/find-gallery';
import { identifyKey, requireKey } from './auth/keys/identify-key';
import { requireOwnHost } from './auth/own-host';
import { authenticate } from './auth/passport';
import { isAwaitedAnswer } from './auth/pending-sign-ins';
import { keepSessions } from './auth/sessions';
import { isSignOut } from './auth/sign-out';
import { comprefaceFaults } from './compreface/faults';
import type { Services } from './services';
import { pathsOf, registerControllers } from './web/controllers';
import { nameActor } from './web/middleware/actors';
import { readBasePath, requireFreePath } from './web/middleware/base-path';
import { eraseFirst } from './web/middleware/erase-first';
import { answerErrors } from './web/middleware/error-answers';
import { allowEventOrigins } from './web/middleware/event-origins';
import { requireForm } from './web/middleware/forms';
import { limitRequests } from './web/middleware/rate-limits';
import { logRequests } from './web/middleware/request-log';
import { takeArrivals, takeTurns } from './web/middleware/running-requests';
import { requireSameOrigin } from './web/middleware/same-origin';
import { securityHeaders } from './web/middleware/security-headers';
import { renderPages } from './web/pages/pages';

/** Whether an error only says that a client closed its connection or sent no valid HTTP. */
const isClientsDoing = ({ code = '' }: NodeJS.ErrnoException) =>
  code.startsWith('HPE_') || ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code);

/** Makes the Koa app: the middleware that every request passes, in order, and then the controllers' routes. It doesn't listen yet. */
export function createApp(services: Services): Koa {
  const { config, log } = services;
  const app = new Koa({ keys: [...services.appSecrets], proxy: config.trustProxy > 0, maxIpsCount: config.trustProxy });
  // Koa also reports clients that closed their connection: that is no error of ours.
  app.on('error', (error) =>
    log[isClientsDoing(error) ? 'debug' : 'error']({ err: error }, 'failed outside a request'),
  );
  // TLS ends at a proxy, so the configured address decides whether visitors use HTTPS. Cookies depend on it.
  Object.defineProperty(app.request, 'secure', { get: () => config.publicUrl.startsWith('https:') });
  renderPages(app, services.views);

  app.use(logRequests(log));
  if (services.metrics) app.use(services.metrics.measureRequests);
  if (services.tracing) app.use(services.tracing.traceRequests);
  app.use(securityHeaders(config.publicUrl, () => services.provider.origins()));
  app.use(readBasePath(config.publicUrl));
  app.use(answerErrors(log, [comprefaceFaults]));
  app.use(requireOwnHost(services.provider.takesAnyName, config.publicUrl));
  app.use(services.assets.serve);
  app.use(takeArrivals(services.running));
  app.use(allowEventOrigins(config.events.origins));
  app.use(requireSameOrigin(config.publicUrl));
  app.use(requireForm);
  app.use(eraseFirst(services.erasure));
  app.use(identifyKey(services.keyOpener));
  app.use(authenticate(services.passport, keepSessions(app, services.sessions, config)));
  app.use(limitRequests(services.rateLimits, { isUrgent: isSignOut, isAwaited: isAwaitedAnswer }));
  app.use(takeTurns(services.running, isSignOut));
  app.use(requireKey);
  app.use(nameActor);
  app.use(bodyParser({ enableTypes: ['form'], formLimit: '64kb' }));
  app.use(findGallery(services.catalog, services.sessions)); // once a form is received, which may have taken a while
  app.use(hideAdminPages);
  registerControllers(app, services, path.join(__dirname));
  requireFreePath(config.publicUrl, pathsOf(app));
  return app;
}
