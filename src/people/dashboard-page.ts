import { getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { queryOf } from '../web/fields';
import { peopleQuery } from './people-schema';
import { presentPeople } from './present-people';
import type { PeopleNeeds } from './services';

/** Shows the page where everything begins, with a recognition's result on it or without one. */
export type ShowDashboard = (ctx: Context, result?: { title: string; recognition: object }) => Promise<void>;

/** Makes what shows the dashboard: the people whom the query asks for (`q`, `sort`, `page`), and what waits for an answer. */
export function dashboardPage({ people, drafts }: Pick<PeopleNeeds, 'people' | 'drafts'>): ShowDashboard {
  return async function showDashboard(ctx, result) {
    const userId = getUserId(ctx);
    const query = queryOf(ctx, peopleQuery);
    const list = presentPeople(await people.list(userId, query.list));
    const [waiting, knownNames] = await Promise.all([drafts.count(userId), people.names(userId)]);
    ctx.render('dashboard', {
      title: 'People',
      recognition: null,
      ...result,
      ...list,
      waiting,
      knownNames,
      addTo: query.addTo,
    });
  };
}
