import type Koa from 'koa';
import { getUserId } from '../auth/guards';
import { readPeopleQuery } from './people-query';
import { presentPeople } from './present-people';
import type { PeopleNeeds } from './services';

/** Shows the page where everything begins, with a recognition's result on it or without one. */
export type ShowDashboard = (ctx: Koa.Context, result?: { title: string; recognition: object }) => Promise<void>;

const MAX_NAME_LENGTH = 200;

/** Makes what shows the dashboard: the people whom the query asks for (`q`, `sort`, `page`), and what waits for an answer. */
export function dashboardPage({ people, drafts }: Pick<PeopleNeeds, 'people' | 'drafts'>): ShowDashboard {
  return async function showDashboard(ctx, result) {
    const userId = getUserId(ctx);
    const list = presentPeople(await people.list(userId, readPeopleQuery(ctx.query)));
    const [waiting, knownNames] = await Promise.all([drafts.count(userId), people.names(userId)]);
    // Whom photos shall be added to, as a person's page says.
    const addTo = String(ctx.query['add'] ?? '').slice(0, MAX_NAME_LENGTH);
    ctx.render('dashboard', {
      title: 'People',
      recognition: null,
      ...result,
      ...list,
      waiting,
      knownNames,
      addTo,
    });
  };
}
