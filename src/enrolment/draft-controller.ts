import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { draftNotFound, noSuchFace, photoNotFound } from '../errors';
import { readName } from '../gallery/person-name';
import { makeThumbnail } from '../storage/thumbnail';
import type { Context, Middleware } from '../web/context';
import { numberOf, queryOf } from '../web/fields';
import { type Filled, form } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import { seeOther } from '../web/responses/see-other';
import { createRouter } from '../web/routes';
import { choiceForm, draftQuery } from './draft-schema';
import type { DescribedDraft } from './drafts';
import { presentDraft, presentDrafts } from './present-drafts';
import { outcomeNotices, presentOutcome } from './present-outcomes';
import type { EnrolmentNeeds } from './services';

type OfDraft = Context<{ id: string }>;

interface Found {
  draft: DescribedDraft;
}

const MAX_LISTED = 200;

/** Photos that wait for an answer: which of the faces is meant, or whether it is the person of that name. */
export function register(app: Koa, { drafts, enrolment, photoResponses }: EnrolmentNeeds): void {
  const router = createRouter('/drafts');

  async function findDraft(ctx: OfDraft): Promise<DescribedDraft> {
    const draft = await drafts.find(getUserId(ctx), ctx.params.id);
    if (!draft) throw draftNotFound();
    return draft;
  }

  /** On to the next question, or back to the start after the last one. */
  async function seeNext(ctx: Context): Promise<void> {
    const [next] = await drafts.list(getUserId(ctx), 1);
    seeOther(ctx, next ? `/drafts/${next.id}` : '/');
  }

  async function showDrafts(ctx: Context): Promise<void> {
    ctx.render('drafts', {
      title: 'Photos to review',
      drafts: presentDrafts(await drafts.list(getUserId(ctx), MAX_LISTED)),
    });
  }

  async function showDraft(ctx: OfDraft): Promise<void> {
    const draft = await findDraft(ctx);
    const { face } = queryOf(ctx, draftQuery);
    const position = draft.faces.length === 1 || face !== undefined ? (face ?? 1) - 1 : undefined;
    if (position !== undefined && !draft.faces[position]) throw noSuchFace();
    const doubt =
      position === undefined ? undefined : await enrolment.doubt(getUserId(ctx), draft.name, draft.faces[position]);
    ctx.render('draft', {
      title: doubt ? `Is this really ${draft.name}?` : `Which face is ${draft.name}?`,
      ...presentDraft(draft, position, doubt),
    });
  }

  /** Before the form is read: what is wrong in it is no answer to who has no such draft. */
  const requireDraft: Middleware<{ id: string }, Found> = async function requireDraft(ctx, next) {
    ctx.state.draft = await findDraft(ctx);
    await next();
  };

  async function choose(ctx: Context<{ id: string }, Found & Filled<typeof choiceForm>>): Promise<void> {
    const { draft } = ctx.state;
    const { face, name: other, insist } = ctx.state.form;
    const name = other ?? readName(draft.name);
    const outcome = await enrolment.choose(getUserId(ctx), draft, name, face - 1, insist || other !== undefined);
    if (outcome.kind === 'asks') return seeOther(ctx, `/drafts/${draft.id}?face=${face}`);
    addNotices(ctx, outcomeNotices(name, [presentOutcome(name, { file: draft.fileName, result: outcome })]));
    await seeNext(ctx);
  }

  async function discard(ctx: OfDraft): Promise<void> {
    const draft = await findDraft(ctx);
    await drafts.remove(draft);
    addNotices(ctx, [{ kind: 'success', text: `${draft.fileName} was discarded.` }]);
    await seeNext(ctx);
  }

  async function discardAll(ctx: Context): Promise<void> {
    const all = await drafts.list(getUserId(ctx), MAX_LISTED);
    for (const draft of all) await drafts.remove(draft);
    addNotices(ctx, [
      { kind: 'success', text: `${helpers.plural(all.length, 'photo was', 'photos were')} discarded.` },
    ]);
    seeOther(ctx, '/');
  }

  async function showPhoto(ctx: OfDraft): Promise<void> {
    const draft = await findDraft(ctx);
    if (!(await photoResponses.sendStored(ctx, draft.id, () => drafts.openPhoto(draft)))) throw photoNotFound();
  }

  async function showFace(ctx: Context<{ id: string; number: string }>): Promise<void> {
    const draft = await findDraft(ctx);
    const face = draft.faces[numberOf(ctx.params.number) - 1];
    if (!face) throw photoNotFound();
    const cut = async () => {
      const jpeg = await drafts.readPhoto(draft);
      return jpeg && makeThumbnail(jpeg, { ...face.box, photoWidth: draft.width, photoHeight: draft.height });
    };
    if (!(await photoResponses.sendMade(ctx, `${draft.id}-${ctx.params.number}`, cut))) throw photoNotFound();
  }

  const readChoiceForm = form(choiceForm);
  router.get('/', ensureLoggedIn, showDrafts);
  router.post('/actions/discard-all', ensureLoggedIn, discardAll);
  router.get('/:id', ensureLoggedIn, showDraft);
  router.get('/:id/photo', ensureLoggedIn, showPhoto);
  router.get('/:id/faces/:number', ensureLoggedIn, showFace);
  router.post('/:id/choose', ensureLoggedIn, showFaultIn('choose', showDraft), requireDraft, readChoiceForm, choose);
  router.post('/:id/discard', ensureLoggedIn, discard);
  app.use(router.routes()).use(router.allowedMethods());
}
