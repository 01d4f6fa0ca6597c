import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { draftNotFound, noSuchFace, photoNotFound } from '../errors';
import { readName } from '../gallery/person-name';
import { makeThumbnail } from '../storage/thumbnail';
import { seeOther, textOf } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import type { DescribedDraft } from './drafts';
import { presentDraft, presentDrafts } from './present-drafts';
import { outcomeNotices, presentOutcome } from './present-outcomes';
import type { EnrolmentNeeds } from './services';

const MAX_LISTED = 200;

/** Photos that wait for an answer: which of the faces is meant, or whether it is the person of that name. */
export function register(app: Koa, { drafts, enrolment, photoResponses }: EnrolmentNeeds): void {
  const router = new Router({ prefix: '/drafts' });

  async function findDraft(ctx: Koa.Context): Promise<DescribedDraft> {
    const draft = await drafts.find(getUserId(ctx), ctx['params'].id);
    if (!draft) throw draftNotFound();
    return draft;
  }

  /** On to the next question, or back to the start after the last one. */
  async function seeNext(ctx: Koa.Context): Promise<void> {
    const [next] = await drafts.list(getUserId(ctx), 1);
    seeOther(ctx, next ? `/drafts/${next.id}` : '/');
  }

  async function showDrafts(ctx: Koa.Context): Promise<void> {
    ctx.render('drafts', {
      title: 'Photos to review',
      drafts: presentDrafts(await drafts.list(getUserId(ctx), MAX_LISTED)),
    });
  }

  async function showDraft(ctx: Koa.Context): Promise<void> {
    const draft = await findDraft(ctx);
    const asked = Number(ctx.query['face'] ?? 1) - 1;
    const position = draft.faces.length === 1 || ctx.query['face'] !== undefined ? asked : undefined;
    if (position !== undefined && !draft.faces[position]) throw noSuchFace();
    const doubt =
      position === undefined ? undefined : await enrolment.doubt(getUserId(ctx), draft.name, draft.faces[position]);
    ctx.render('draft', {
      title: doubt ? `Is this really ${draft.name}?` : `Which face is ${draft.name}?`,
      ...presentDraft(draft, position, doubt),
    });
  }

  async function choose(ctx: Koa.Context): Promise<void> {
    const draft = await findDraft(ctx);
    const [face, typed] = [textOf(ctx, 'face'), textOf(ctx, 'name')];
    const name = readName(typed ?? draft.name);
    const outcome = await enrolment.choose(
      getUserId(ctx),
      draft,
      name,
      Number(face) - 1,
      textOf(ctx, 'insist') === 'yes' || typed !== undefined,
    );
    if (outcome.kind === 'asks') return seeOther(ctx, `/drafts/${draft.id}?face=${Number(face)}`);
    addNotices(ctx, outcomeNotices(name, [presentOutcome(name, { file: draft.fileName, result: outcome })]));
    await seeNext(ctx);
  }

  async function discard(ctx: Koa.Context): Promise<void> {
    const draft = await findDraft(ctx);
    await drafts.remove(draft);
    addNotices(ctx, [{ kind: 'success', text: `${draft.fileName} was discarded.` }]);
    await seeNext(ctx);
  }

  async function discardAll(ctx: Koa.Context): Promise<void> {
    const all = await drafts.list(getUserId(ctx), MAX_LISTED);
    for (const draft of all) await drafts.remove(draft);
    addNotices(ctx, [
      { kind: 'success', text: `${helpers.plural(all.length, 'photo was', 'photos were')} discarded.` },
    ]);
    seeOther(ctx, '/');
  }

  async function showPhoto(ctx: Koa.Context): Promise<void> {
    const draft = await findDraft(ctx);
    if (!(await photoResponses.sendStored(ctx, draft.id, () => drafts.openPhoto(draft)))) throw photoNotFound();
  }

  async function showFace(ctx: Koa.Context): Promise<void> {
    const draft = await findDraft(ctx);
    const face = draft.faces[Number(ctx['params'].number) - 1];
    if (!face) throw photoNotFound();
    const cut = async () => {
      const jpeg = await drafts.readPhoto(draft);
      return jpeg && makeThumbnail(jpeg, { ...face.box, photoWidth: draft.width, photoHeight: draft.height });
    };
    if (!(await photoResponses.sendMade(ctx, `${draft.id}-${ctx['params'].number}`, cut))) throw photoNotFound();
  }

  router.get('/', ensureLoggedIn, showDrafts);
  router.post('/actions/discard-all', ensureLoggedIn, discardAll);
  router.get('/:id', ensureLoggedIn, showDraft);
  router.get('/:id/photo', ensureLoggedIn, showPhoto);
  router.get('/:id/faces/:number', ensureLoggedIn, showFace);
  router.post('/:id/choose', ensureLoggedIn, showFaultIn('choose', showDraft), choose);
  router.post('/:id/discard', ensureLoggedIn, discard);
  app.use(router.routes()).use(router.allowedMethods());
}
