import type Koa from 'koa';
import { z } from 'zod';
import { ensureOwner, galleryOf, getUserId } from '../auth/guards';
import { AUDIT_KINDS, isAuditKind } from '../events/audit-kinds';
import type { Context } from '../web/context';
import { firstText, queryOf } from '../web/fields';
import { createRouter } from '../web/routes';
import { handlesIn, membersIn, presentEntry } from './present-audit';
import type { ActivityNeeds } from './services';

const PAGE_SIZE = 50;

const auditQuery = z.object({
  kind: firstText.transform((text) => (text !== undefined && isAuditKind(text) ? text : undefined)),
  before: firstText.transform((text) =>
    text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined,
  ),
});

/** Registers the page of who did what. */
export function register(app: Koa, { audit, people, config }: ActivityNeeds): void {
  const router = createRouter('/audit');

  /** Lists who did what, the latest first. */
  async function showAudit(ctx: Context): Promise<void> {
    const gallery = galleryOf(ctx);
    const { kind, before } = queryOf(ctx, auditQuery);
    const found = await audit.list(gallery.id, { limit: PAGE_SIZE + 1, before, kind, userId: getUserId(ctx) });
    const entries = found.slice(0, PAGE_SIZE);
    const names = await people.namesOf(gallery, entries.flatMap(handlesIn));
    const members = await audit.namesOf(entries.flatMap(membersIn));
    const last = found.length > PAGE_SIZE ? entries.at(-1) : undefined;
    const chosen = kind === undefined ? '' : `kind=${kind}`;
    ctx.render('audit', {
      title: 'Who did what',
      keptDays: config.keepAuditDays,
      kind: kind ?? '',
      kinds: Object.entries(AUDIT_KINDS).map(([value, label]) => ({ value, label, isChosen: value === kind })),
      entries: entries.map((entry) => presentEntry(entry, names, members)),
      previousUrl: before === undefined ? null : `/audit${chosen && `?${chosen}`}`,
      nextUrl: last ? `/audit?${[chosen, `before=${last.id}`].filter(Boolean).join('&')}` : null,
    });
  }

  router.get('/', ensureOwner, showAudit);
  app.use(router.routes()).use(router.allowedMethods());
}
