import { galleryOf } from '../auth/guards';
import type { Context } from '../web/context';
import { queryOf } from '../web/fields';
import { peopleQuery } from './people-schema';
import { presentPeople } from './present-people';
import type { PeopleNeeds } from './services';

/** Renders the dashboard, with or without the result of a recognition. */
export type ShowDashboard = (ctx: Context, result?: { title: string; recognition: object }) => Promise<void>;

/** Makes the function that renders the dashboard: the people whom the query asks for (`q`, `sort`, `page`), and the number of drafts. */
export function dashboardPage({
  people,
  drafts,
  newDescriptions,
  switchedOff,
}: Pick<PeopleNeeds, 'people' | 'drafts' | 'newDescriptions' | 'switchedOff'>): ShowDashboard {
  return async function showDashboard(ctx, result) {
    const gallery = galleryOf(ctx);
    const query = queryOf(ctx, peopleQuery);
    const list = presentPeople(await people.list(gallery, query.list));
    const [waiting, knownNames] = await Promise.all([drafts.count(gallery), people.names(gallery)]);
    ctx.render('dashboard', {
      title: 'People',
      recognition: null,
      ...result,
      ...list,
      waiting,
      anew: newDescriptions.wouldChange(gallery),
      switchedOff: result ? 0 : await switchedOff.countOff(gallery),
      knownNames,
      addTo: query.addTo,
    });
  };
}
