import type Koa from 'koa';
import { z } from 'zod';
import { ensureAdmin, getUserId } from '../auth/guards';
import { ALL_KINDS } from '../events/audit-kinds';
import type { Context } from '../web/context';
import { firstText, queryOf } from '../web/fields';
import { createRouter } from '../web/routes';
import { accountIn, presentAct, userIn } from './present-acts';
import type { AdminNeeds } from './services';

const PAGE_SIZE = 50;

const actsQuery = z.object({
  kind: firstText.transform((text) => (text !== undefined && Object.hasOwn(ALL_KINDS, text) ? text : undefined)),
  before: firstText.transform((text) =>
    text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined,
  ),
});

/** Registers the page of who did what: in all galleries, and to users and accounts. */
export function register(app: Koa, { audit, userBook, own, config }: AdminNeeds): void {
  const router = createRouter('/admin/audit');

  /** Lists who did what in all galleries, and to users and accounts, the latest first. */
  async function showActs(ctx: Context): Promise<void> {
    const { kind, before } = queryOf(ctx, actsQuery);
    const found = await audit.listAll({ limit: PAGE_SIZE + 1, before, kind, userId: getUserId(ctx) });
    const entries = found.slice(0, PAGE_SIZE);
    const users = await userBook.namesOf(entries.flatMap((each) => userIn(each) ?? []));
    const accounts = await own?.accounts.namesOf(entries.flatMap((each) => accountIn(each) ?? []));
    const last = found.length > PAGE_SIZE ? entries.at(-1) : undefined;
    const chosen = kind === undefined ? '' : `kind=${kind}`;
    ctx.render('admin-audit', {
      title: 'Who did what, in all galleries',
      keptDays: config.keepAuditDays,
      kinds: Object.entries(ALL_KINDS).map(([value, label]) => ({ value, label, isChosen: value === kind })),
      entries: entries.map((entry) => presentAct(entry, users, accounts ?? new Map())),
      previousUrl: before === undefined ? null : `/admin/audit${chosen && `?${chosen}`}`,
      nextUrl: last ? `/admin/audit?${[chosen, `before=${last.id}`].filter(Boolean).join('&')}` : null,
    });
  }

  router.get('/', ensureAdmin, showActs);
  app.use(router.routes()).use(router.allowedMethods());
}
