import type Koa from 'koa';
import { isScope } from '../../auth/keys/scopes';
import { keyMissing } from '../../errors';
import { version } from '../../version';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import type { ApiNeeds } from '../services';
import { showMe, showServer } from './operations';

/** Registers the calls that say what the server is, and what the key opens. */
export function register(app: Koa, services: ApiNeeds): void {
  const { config, engine } = services;
  const api = apiRoutes(app, services);

  api.on(showServer, async ({ gallery }) => ({
    status: 200,
    body: {
      name: 'FamiliarFaces',
      version,
      model: { network: gallery.network, engine: engine.kind ?? null },
      limits: { ...config.limits, requestsPerMinute: config.rates.perUser },
    },
  }));

  api.on(showMe, async ({ ctx, gallery }) => {
    const { key, user } = ctx.state;
    if (!key || !user) throw keyMissing();
    return {
      status: 200,
      body: {
        user: { name: user.displayName },
        gallery: { id: gallery.handle, name: gallery.name },
        key: {
          id: key.handle,
          name: key.name,
          scopes: key.scopes.filter(isScope),
          expiresAt: key.expiresAt === null ? null : timeOf(key.expiresAt),
        },
      },
    };
  });

  api.register();
}
