import type Koa from 'koa';
import { sendExport } from '../../account/export/send-export';
import { getUserId, viewerOf } from '../../auth/guards';
import { apiRoutes } from '../protocol/api-routes';
import type { ApiNeeds } from '../services';
import { deleteAccount, exportEverything } from './operations';

/** Registers the calls that download and delete all that is kept of a user. */
export function register(app: Koa, services: ApiNeeds): void {
  const { accounts, exporter } = services;
  const api = apiRoutes(app, services);

  api.on(exportEverything, async ({ ctx }) => {
    await sendExport(ctx, exporter, viewerOf(ctx));
    return undefined;
  });

  api.on(deleteAccount, async ({ ctx }) => {
    await accounts.delete(getUserId(ctx));
    return { status: 204 };
  });

  api.register();
}
