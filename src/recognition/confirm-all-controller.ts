import type Koa from 'koa';
import { ensureEditor, viewerOf } from '../auth/guards';
import type { Context, Notice } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { allConfirmedNotice, allUndoneNotice } from './present-corrections';
import { confirmAllForm, undoAllForm } from './recognition-schema';
import { resultAddress } from './result-page';
import type { RecognitionNeeds } from './services';

type OfResult<Added extends object> = Context<{ id: string }, Added>;

/** The element of the page that shows the notices, and where the browser scrolls to. */
const PLACE = 'faces';

/** Registers the routes that confirm a result's sure faces at once, and take that back. */
export function register(app: Koa, { sureConfirmations }: RecognitionNeeds): void {
  const router = createRouter('/recognition/:id');

  const tell = (ctx: Context<{ id: string }>, notice: Notice) => {
    addNotices(ctx, [{ ...notice, at: PLACE }]);
    seeOther(ctx, resultAddress(ctx, ctx.params.id, PLACE));
  };

  /** Confirms the faces that the page showed as sure, each as the person shown. */
  async function confirmAll(ctx: OfResult<Filled<typeof confirmAllForm>>): Promise<void> {
    const { faces } = ctx.state.form;
    const { id } = ctx.params;
    const { confirmed, at } = await sureConfirmations.confirm(viewerOf(ctx), id, faces);
    tell(ctx, allConfirmedNotice(`/recognition/${id}`, faces.length, confirmed, at));
  }

  /** Takes back what was confirmed at once, as far as it still stands. */
  async function undoConfirmAll(ctx: OfResult<Filled<typeof undoAllForm>>): Promise<void> {
    const { faces, at } = ctx.state.form;
    tell(ctx, allUndoneNotice(await sureConfirmations.undo(viewerOf(ctx), ctx.params.id, faces, at)));
  }

  const readConfirmAllForm = form(confirmAllForm);
  const readUndoAllForm = form(undoAllForm);
  router.post('/confirm-all', ensureEditor, readConfirmAllForm, confirmAll);
  router.post('/undo-confirm-all', ensureEditor, readUndoAllForm, undoConfirmAll);
  app.use(router.routes()).use(router.allowedMethods());
}
