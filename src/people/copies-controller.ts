import type Koa from 'koa';
import { ensureEditor, galleryOf, getUserId, requireRole } from '../auth/guards';
import { galleryNotFound } from '../errors';
import { readName } from '../gallery/person-name';
import type { Context } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { clientAbortSignal } from '../web/responses/client-abort';
import { createRouter } from '../web/routes';
import { copyForm, copyQuery } from './copying/copies-schema';
import { copyNotice, presentChoice, presentCopy, targetsOf } from './copying/present-copy';
import { copiesUrl, personUrl } from './people-addresses';
import type { PeopleNeeds } from './services';

type CopyContext<Added extends object = object> = Context<{ handle: string }, Added>;

/** Registers the page on which a person is copied or moved to another gallery. */
export function register(app: Koa, { people, copies }: PeopleNeeds): void {
  const router = createRouter('/people/:handle/copies');

  const openTo = (ctx: Context, handle: string) =>
    ctx.state.galleries?.find(({ gallery }) => gallery.handle === handle);

  /** Says what would be copied, to where, and who would see it, and asks. */
  async function showCopy(ctx: CopyContext): Promise<void> {
    const person = await people.find(galleryOf(ctx), ctx.params.handle);
    const { gallery: handle, name: typed, move, after } = copyQuery.parse({ ...ctx.query, ...ctx.request.body });
    if (move) requireRole(ctx, 'owner');
    const targets = targetsOf(ctx);
    const choice = presentChoice(person, targets, move);
    const [first, another] = targets;
    const chosen = handle === '' && !another ? first : targets.find(({ gallery }) => gallery.handle === handle);
    if (handle !== '' && !chosen) throw galleryNotFound();
    const name = readNameOr(person.name, typed);
    const view = chosen
      ? presentCopy(choice, chosen, await copies.preview(galleryOf(ctx), person, chosen.gallery, name), {
          name,
          after,
        })
      : choice;
    ctx.render('copy-person', { title: `${choice.verb} ${person.name}`, ...view });
  }

  /** Copies a person, or some of their photos if they have many: then the page asks to go on. */
  async function copy(ctx: CopyContext<Filled<typeof copyForm>>): Promise<void> {
    const { gallery: to, name, join: joins, insist: insists, move: moves, after } = ctx.state.form;
    const { handle } = ctx.params;
    const source = galleryOf(ctx);
    const person = await people.find(source, handle);
    const target = openTo(ctx, to)?.gallery;
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
