import type Koa from 'koa';
import { getUserId } from '../../auth/guards';
import { checkAttributes, requireCounted } from '../../events/collections';
import type { Counted } from '../../events/event-counts';
import type { Gallery } from '../../gallery/galleries';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import type { Reply } from '../protocol/operation';
import type { ApiNeeds } from '../services';
import { countEvents, countEventsByValue, recordEvent } from './operations';
import { readSpan } from './read-span';

/** Registers the calls that record and count events. */
export function register(app: Koa, services: ApiNeeds): void {
  const { collections, eventWriter, eventCounts, rateLimits } = services;
  const api = apiRoutes(app, services);

  api.on(recordEvent, async ({ ctx, gallery, params, body }) => {
    const { name, ...collection } = collections.findOpen(params.collection);
    const all = [body].flat();
    const events = all.map((each) => ({
      ...{ collection: name, groupBy: collection.groupBy },
      attributes: checkAttributes({ name, ...collection }, each),
    }));
    // The request itself has counted for one.
    if (events.length > 1) await rateLimits.countEvents(getUserId(ctx), events.length - 1);
    await eventWriter.add(gallery.id, events);
    return { status: 201 };
  });

  async function count({ id }: Gallery, counted: Counted, query: Parameters<typeof readSpan>[0]): Promise<Reply> {
    const span = readSpan(query);
    if (!span || query.by === undefined)
      return { status: 200, body: { count: await eventCounts.count(id, counted, span) } };
    const found = await eventCounts.buckets(id, counted, span, query.by);
    const buckets = found.map(({ startsAt, count: each }) => ({ from: timeOf(startsAt), count: each }));
    return { status: 200, body: { count: found.reduce((sum, each) => sum + each.count, 0), buckets } };
  }

  api.on(countEvents, async ({ ctx, gallery, params, query }) =>
    count(gallery, { collection: collections.find(params.collection).name, userId: getUserId(ctx) }, query),
  );

  api.on(countEventsByValue, async ({ ctx, gallery, params: { collection: name, attribute, value }, query }) => {
    const collection = collections.find(name);
    requireCounted(collection, attribute);
    return count(gallery, { collection: name, userId: getUserId(ctx), by: { attribute, value } }, query);
  });

  api.register();
}
