import type Koa from 'koa';
import { ensureEditor, galleryOf } from '../../auth/guards';
import { importNotFound } from '../../errors';
import type { Context } from '../../web/context';
import { type Filled, form, seeOther } from '../../web/middleware/forms';
import { addNotices } from '../../web/pages/notices';
import { createRouter } from '../../web/routes';
import type { AccountNeeds } from '../services';
import type { ImportProgress } from './imports';
import { isNameEncoding } from './name-encodings';
import { choicesOf, encodingForm, numbersIn, previewForm } from './preview-form';

/** Registers the routes of an import that waits: correcting its names, and starting it. */
export function register(app: Koa, { imports }: AccountNeeds): void {
  const router = createRouter('/account/imports/:id');
  type Params = { id: string };

  async function findImport(ctx: Context<Params>): Promise<ImportProgress> {
    const found = await imports.find(galleryOf(ctx), ctx.params.id);
    if (!found) throw importNotFound();
    return found;
  }

  /** Stores what the form says. @returns whether it was a form of these names, and the import waits */
  async function save(ctx: Context<Params, Filled<typeof previewForm>>): Promise<boolean> {
    const row = await findImport(ctx);
    const { form } = ctx.state;
    if (row.state !== 'waiting') return false; // pressed twice
    if ((form.encoding ?? '') !== (row.encoding ?? '')) {
      addNotices(ctx, [{ kind: 'warning', text: 'The names have changed in the meantime. Please check them again.' }]);
      return false;
    }
    const people = await imports.previews.people(row, numbersIn(form));
    await imports.previews.choose(row, choicesOf(form, people), form.unnamed);
    return true;
  }

  /** Saves the names and choices of a page of a preview, and shows a page of it. */
  async function saveNames(ctx: Context<Params, Filled<typeof previewForm>>): Promise<void> {
    await save(ctx);
    seeOther(ctx, `/account/imports/${ctx.params.id}?page=${ctx.state.form.to}`);
  }

  /** Saves the names and choices of a page of a preview, and starts the import. */
  async function start(ctx: Context<Params, Filled<typeof previewForm>>): Promise<void> {
    if (await save(ctx)) await imports.start(galleryOf(ctx), ctx.params.id);
    seeOther(ctx, `/account/imports/${ctx.params.id}`);
  }

  /** Reads the names in a zip in another encoding, and shows the preview again. */
  async function readNamesAs(ctx: Context<Params, Filled<typeof encodingForm>>): Promise<void> {
    const { encoding } = ctx.state.form;
    const row = await findImport(ctx);
    if (isNameEncoding(encoding)) await imports.previews.readNamesAs(row, encoding);
    seeOther(ctx, `/account/imports/${ctx.params.id}`);
  }

  const readPreviewForm = form(previewForm);
  const readEncodingForm = form(encodingForm);
  router.post('/names', ensureEditor, readPreviewForm, saveNames);
  router.post('/start', ensureEditor, readPreviewForm, start);
  router.post('/encoding', ensureEditor, readEncodingForm, readNamesAs);
  app.use(router.routes()).use(router.allowedMethods());
}
