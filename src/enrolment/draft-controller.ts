import type Koa from 'koa';
import { ensureEditor, galleryOf } from '../auth/guards';
import { draftNotFound, noSuchFace, photoNotFound } from '../errors';
import { readName } from '../gallery/person-name';
import { makeThumbnail } from '../storage/thumbnail';
import type { Context, Middleware } from '../web/context';
import { numberOf, photoQuery, queryOf } from '../web/fields';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import type { DescribedDraft } from './draft-rows';
import { choiceForm, draftQuery } from './draft-schema';
import { presentDraft, presentDrafts, questionUrl } from './present-drafts';
import { outcomeNotices, presentOutcome } from './present-outcomes';
import { sendDraft } from './send-draft';
import type { EnrolmentNeeds } from './services';

type DraftContext = Context<{ id: string }>;

interface Found {
  draft: DescribedDraft;
}

const MAX_LISTED = 200;

/** Registers the pages of drafts, on which the user says which face is meant or whether it really is that person. */
export function register(app: Koa, services: EnrolmentNeeds): void {
  const { drafts, admission, draftAnswers, photoResponses } = services;
  const router = createRouter('/drafts');

  async function findDraft(ctx: DraftContext): Promise<DescribedDraft> {
    const draft = await drafts.find(galleryOf(ctx), ctx.params.id);
    if (!draft) throw draftNotFound();
    return draft;
  }

  /** Goes on to the next draft, or back to the dashboard after the last one. */
  async function seeNext(ctx: Context): Promise<void> {
    const [next] = await drafts.list(galleryOf(ctx), 1);
    seeOther(ctx, next ? `/drafts/${next.id}` : '/');
  }

  /** Lists the photos to review. */
  async function showDrafts(ctx: Context): Promise<void> {
    const listed = await drafts.list(galleryOf(ctx), MAX_LISTED);
    ctx.render('drafts', { title: 'Photos to review', drafts: presentDrafts(listed, await drafts.faceCounts(listed)) });
  }

  /** Asks which face of a photo is meant, or whether it really is that person. */
  async function showDraft(ctx: DraftContext): Promise<void> {
    const draft = await findDraft(ctx);
    const { face, name = draft.name } = queryOf(ctx, draftQuery);
    const position = draft.faces.length === 1 || face !== undefined ? (face ?? 1) - 1 : undefined;
    const chosen = position === undefined ? undefined : draft.faces[position];
    if (position !== undefined && !chosen) throw noSuchFace();
    const doubt = chosen && (await admission.doubt(galleryOf(ctx), name, draft, chosen));
    const view = presentDraft(draft, { name, position, doubt });
    ctx.render('draft', { title: view.question, ...view });
  }

  /** Finds the draft before the form is read: without it, faults in the form don't matter. */
  const requireDraft: Middleware<{ id: string }, Found> = async function requireDraft(ctx, next) {
    ctx.state.draft = await findDraft(ctx);
    await next();
  };

  /** Answers a draft: this face is that person. */
  async function choose(ctx: Context<{ id: string }, Found & Filled<typeof choiceForm>>): Promise<void> {
    const { draft } = ctx.state;
    const { face, name: other, insist } = ctx.state.form;
    const name = other ?? readName(draft.name);
    const outcome = await draftAnswers.choose(galleryOf(ctx), draft, name, face - 1, insist);
    if (outcome.kind === 'draft') return seeOther(ctx, questionUrl(draft, face, other));
    addNotices(ctx, outcomeNotices(name, [presentOutcome(name, { file: draft.fileName, result: outcome })]));
    await seeNext(ctx);
  }

  /** Discards a draft. */
  async function discard(ctx: DraftContext): Promise<void> {
    const draft = await findDraft(ctx);
    await drafts.discard(galleryOf(ctx), draft);
    addNotices(ctx, [{ kind: 'success', text: `${draft.fileName} was discarded.` }]);
    await seeNext(ctx);
  }

  /** Discards all drafts. */
  async function discardAll(ctx: Context): Promise<void> {
    const count = await drafts.discardAll(galleryOf(ctx));
    addNotices(ctx, [{ kind: 'success', text: `${helpers.plural(count, 'photo was', 'photos were')} discarded.` }]);
    seeOther(ctx, '/');
  }

  /** Sends the photo of a draft, or a smaller one with `?size=thumbnail`. */
  async function showPhoto(ctx: DraftContext): Promise<void> {
    const isSmall = queryOf(ctx, photoQuery).size === 'thumbnail';
    await sendDraft(ctx, services, await findDraft(ctx), isSmall);
  }

  /** Sends one face of a draft, cut out. */
  async function showFace(ctx: Context<{ id: string; number: string }>): Promise<void> {
    const draft = await findDraft(ctx);
    const face = draft.faces[numberOf(ctx.params.number) - 1];
    if (!face) throw photoNotFound();
    const cutOut = async () => {
      const jpeg = await drafts.readPhoto(draft);
      return jpeg && makeThumbnail(jpeg, { ...face.box, photoWidth: draft.width, photoHeight: draft.height });
    };
    if (!(await photoResponses.sendMade(ctx, `${draft.id}-${ctx.params.number}`, cutOut))) throw photoNotFound();
  }

  const readChoiceForm = form(choiceForm);
  router.get('/', ensureEditor, showDrafts);
  router.post('/actions/discard-all', ensureEditor, discardAll);
  router.get('/:id', ensureEditor, showDraft);
  router.get('/:id/photo', ensureEditor, showPhoto);
  router.get('/:id/faces/:number', ensureEditor, showFace);
  router.post('/:id/choose', ensureEditor, showFaultIn('choose', showDraft), requireDraft, readChoiceForm, choose);
  router.post('/:id/discard', ensureEditor, discard);
  app.use(router.routes()).use(router.allowedMethods());
}
