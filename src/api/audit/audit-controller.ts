import type Koa from 'koa';
import { getUserId } from '../../auth/guards';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import { listAudit } from './operations';

/** Registers the call that lists who did what. */
export function register(app: Koa, services: ApiNeeds): void {
  const { audit } = services;
  const api = apiRoutes(app, services);

  api.on(listAudit, async ({ ctx, gallery, query: { limit, cursor, kind } }) => {
    const found = await audit.list(gallery.id, { limit: limit + 1, before: cursor, kind, userId: getUserId(ctx) });
    return listReply(
      ctx,
      found,
      limit,
      ({ id }) => id,
      ({ id, createdAt, type, userName, key, address, details }) => ({
        ...{ id: String(id), at: timeOf(createdAt), type, address, details },
        user: userName === null ? null : { name: userName },
        key: key && { id: key.handle, name: key.name },
      }),
    );
  });

  api.register();
}
