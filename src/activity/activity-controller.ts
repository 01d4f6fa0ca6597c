import type Koa from 'koa';
import { z } from 'zod';
import { ensureLoggedIn, viewerOf } from '../auth/guards';
import { wholeSpan } from '../events/event-counts';
import { SIGHTINGS } from '../events/own-events';
import { DAY_MS } from '../units';
import type { Context } from '../web/context';
import { firstText, queryOf } from '../web/fields';
import { createRouter } from '../web/routes';
import { presentActivity } from './present-activity';
import type { ActivityNeeds } from './services';

const PERIODS = ['7', '30', '365'] as const;
const activityQuery = z.object({
  days: z.enum(PERIODS).catch('30').transform(Number),
  person: firstText,
});

/** Registers the page of who was seen when. */
export function register(app: Koa, { eventCounts, people }: ActivityNeeds): void {
  const router = createRouter('/activity');

  /** Shows who was seen in photos, day by day. */
  async function showActivity(ctx: Context): Promise<void> {
    const { gallery, userId } = viewerOf(ctx);
    const { days, person: handle } = queryOf(ctx, activityQuery);
    const person = handle === undefined ? undefined : await people.find(gallery, handle);
    const now = Date.now();
    const span = wholeSpan({ from: now - (days - 1) * DAY_MS, to: now + 1 }, 'day');
    const by = person && { attribute: 'person', value: person.handle };
    const counts = await eventCounts.buckets(
      gallery.id,
      { collection: SIGHTINGS, userId, ...(by && { by }) },
      span,
      'day',
    );
    const sightings = await eventCounts.sightings(gallery.id, userId, span);
    const names = await people.namesOf(gallery, [...sightings.keys()]);
    ctx.render('activity', {
      title: 'Activity',
      ...presentActivity({ days, periods: PERIODS.map(Number), person, counts, sightings, names }),
    });
  }

  router.get('/', ensureLoggedIn, showActivity);
  app.use(router.routes()).use(router.allowedMethods());
}
