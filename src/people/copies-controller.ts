import type Koa from 'koa';
import type { z } from 'zod';
import { ensureEditor, galleryOf, getUserId, knownGalleries, requireRole } from '../auth/guards';
import { galleryNotFound } from '../errors';
import type { Access } from '../gallery/access';
import { isAtLeast } from '../gallery/memberships';
import { readName } from '../gallery/person-name';
import type { Context } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { clientAbortSignal } from '../web/responses/client-abort';
import { createRouter } from '../web/routes';
import { copyForm, copyQuery } from './copying/copies-schema';
import { copyNotice, presentChoice, presentCopy, presentCopying } from './copying/present-copy';
import { copiesUrl, personUrl } from './people-addresses';
import type { PeopleNeeds } from './services';

type CopyQuery = z.output<typeof copyQuery>;
type CopyContext<Added extends object = object> = Context<{ handle: string }, Added>;

/** Registers the page on which a person is copied or moved to another gallery. */
export function register(app: Koa, { people, copies, accessList }: PeopleNeeds): void {
  const router = createRouter('/people/:handle/copies');

  const openTo = (ctx: Context, handle: string) => accessList.find(getUserId(ctx), knownGalleries(ctx), handle);

  /** Finds another gallery that the user may edit. @throws galleryNotFound */
  async function targetOf(ctx: Context, handle: string): Promise<Access> {
    const found = await openTo(ctx, handle);
    if (!found || found.gallery.id === galleryOf(ctx).id || !isAtLeast(found.role, 'editor')) throw galleryNotFound();
    return found;
  }

  /** Lists the galleries to choose from: those that the user may edit but this one. */
  const targetsOf = (ctx: Context, { q: search, page }: CopyQuery) =>
    accessList.list(getUserId(ctx), knownGalleries(ctx), {
      ...{ search, page, atLeast: 'editor', except: galleryOf(ctx).id },
    });

  /** Says what would be copied, to where, and who would see it, and asks. */
  async function showCopy(ctx: CopyContext): Promise<void> {
    const person = await people.find(galleryOf(ctx), ctx.params.handle);
    const query = copyQuery.parse({ ...ctx.query, ...ctx.request.body });
    const { gallery: handle, name: typed, move, after } = query;
    if (move) requireRole(ctx, 'owner');
    const copying = presentCopying(person, move);
    const title = `${copying.verb} ${person.name}`;
    const targets = handle === '' ? await targetsOf(ctx, query) : undefined;
    const choice = targets && presentChoice(person, targets, query);
    const isOnly = targets?.count === 1 && !choice?.isNarrowed;
    if (choice && !isOnly) return ctx.render('copy-person', { title, ...copying, ...choice });
    const chosen = targets?.accesses[0] ?? (await targetOf(ctx, handle));
    const name = readNameOr(person.name, typed);
    const preview = await copies.preview(galleryOf(ctx), person, chosen.gallery, name);
    ctx.render('copy-person', { title, ...presentCopy(copying, chosen, preview, { name, after }) });
  }

  /** Copies a person, or some of their photos if they have many: then the page asks to go on. */
  async function copy(ctx: CopyContext<Filled<typeof copyForm>>): Promise<void> {
    const { gallery: to, name, join: joins, insist: insists, move: moves, after } = ctx.state.form;
    const { handle } = ctx.params;
    const source = galleryOf(ctx);
    const person = await people.find(source, handle);
    const target = (await openTo(ctx, to))?.gallery;
    if (!target) throw galleryNotFound();
    const request = { userId: getUserId(ctx), source, handle, target, name, joins, insists, moves, after };
    const step = await copies.copy(request, clientAbortSignal(ctx));
    if (step.next !== undefined)
      return seeOther(ctx, copiesUrl(handle, { gallery: to, name, moves, after: step.next }));
    addNotices(ctx, [copyNotice(person, target.name, step)]);
    seeOther(ctx, step.removed?.isGone ? '/' : personUrl(handle));
  }

  const readCopyForm = form(copyForm);
  router.get('/', ensureEditor, showCopy);
  router.post('/', ensureEditor, showFaultIn('copy', showCopy), readCopyForm, copy);
  app.use(router.routes()).use(router.allowedMethods());
}

/** The typed name if it can be one, or else another one: the form says why it can't. */
function readNameOr(other: string, typed: string | undefined): string {
  if (typed === undefined) return other;
  try {
    return readName(typed);
  } catch {
    return other;
  }
}
