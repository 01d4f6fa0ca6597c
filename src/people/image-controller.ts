import { readFile } from 'node:fs/promises';
import type Koa from 'koa';
import { ensureEditor, ensureLoggedIn, galleryOf, getUserId } from '../auth/guards';
import { outcomeNotices, presentOutcome } from '../enrolment/present-outcomes';
import type { Context } from '../web/context';
import { photoQuery, queryOf } from '../web/fields';
import { linkTo } from '../web/links';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { clientAbortSignal } from '../web/responses/client-abort';
import { createRouter } from '../web/routes';
import { type Received, receivePhotos, type Upload } from '../web/uploads/receive-photos';
import { displayFileName, tryEach } from '../web/uploads/try-each';
import { dashboardPage } from './dashboard-page';
import { afterRemoval, personUrl } from './people-addresses';
import { nameForm, photoRemovalForm } from './people-schema';
import { sendPhoto } from './send-photo';
import type { PeopleNeeds } from './services';

/** Registers the labeled photos of the gallery: adding, showing and deleting them. */
export function register(app: Koa, services: PeopleNeeds): void {
  const { config, enrolment, photos, incomingFolder, uploadSpace, photoSlots } = services;
  const router = createRouter('/images');

  /** Adds labeled photos of a person; some become drafts. */
  async function addToGallery(ctx: Context<object, Received & Filled<typeof nameForm>>): Promise<void> {
    const { name } = ctx.state.form;
    const gallery = galleryOf(ctx);
    const signal = clientAbortSignal(ctx);
    const add = ({ path, originalName }: Upload) =>
      photoSlots.run(getUserId(ctx), async () =>
        enrolment.add(gallery, name, await readFile(path), displayFileName(originalName), signal),
      );
    const outcomes = await tryEach(ctx.state.uploads, config.workers, add);
    const views = outcomes.map((each) => presentOutcome(name, each));
    if (ctx.accepts('html', 'json') === 'json') {
      ctx.body = { outcomes: views.map((each) => ({ ...each, url: each.url && linkTo(ctx, each.url) })) };
      return;
    }
    addNotices(ctx, outcomeNotices(name, views));
    // A single draft is shown at once; the dashboard links to several.
    const [draft, another] = views.filter(({ kind }) => kind === 'draft');
    seeOther(ctx, draft?.url && !another ? draft.url : '/');
  }

  /** Sends a photo, or its thumbnail with `?size=thumbnail`. */
  async function showPhoto(ctx: Context<{ imageName: string }>): Promise<void> {
    const isSmall = queryOf(ctx, photoQuery).size === 'thumbnail';
    await sendPhoto(ctx, services, galleryOf(ctx), ctx.params.imageName, isSmall);
  }

  /** Deletes a photo, and its person if that was the last one. */
  async function removePhoto(ctx: Context<{ imageName: string }, Filled<typeof photoRemovalForm>>): Promise<void> {
    const removed = await photos.remove(galleryOf(ctx), ctx.params.imageName);
    addNotices(ctx, [{ kind: 'success', text: `A photo of ${removed.name} was deleted.` }]);
    seeOther(ctx, afterRemoval(ctx.state.form, removed));
  }

  /** Moves a photo to another person, who may be new. */
  async function movePhoto(ctx: Context<{ imageName: string }, Filled<typeof nameForm>>): Promise<void> {
    const { from, to, wasLast } = await photos.move(galleryOf(ctx), ctx.params.imageName, ctx.state.form.name);
    addNotices(ctx, [{ kind: 'success', text: `A photo was moved from ${from.name} to ${to.name}.` }]);
    seeOther(ctx, personUrl((wasLast ? to : from).handle));
  }

  const readNameForm = form(nameForm);
  const readPhotoRemovalForm = form(photoRemovalForm);
  router.post(
    '/',
    ensureEditor,
    showFaultIn('add', dashboardPage(services)),
    receivePhotos(incomingFolder, config.limits, config.limits.photosPerUpload, uploadSpace),
    readNameForm,
    addToGallery,
  );
  router.get('/:imageName', ensureLoggedIn, showPhoto);
  router.post('/actions/move/:imageName', ensureEditor, readNameForm, movePhoto);
  router.post('/actions/delete/:imageName', ensureEditor, readPhotoRemovalForm, removePhoto);
  app.use(router.routes()).use(router.allowedMethods());
}
