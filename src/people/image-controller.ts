import { readFile } from 'node:fs/promises';
import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { addPhotos, displayFileName } from '../enrolment/add-photos';
import { outcomeNotices, presentOutcome } from '../enrolment/present-outcomes';
import { photoNotFound } from '../errors';
import { readName } from '../gallery/person-name';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { clientAbortSignal } from '../web/responses/client-abort';
import { receivePhotos, type Upload } from '../web/uploads/receive-photos';
import { dashboardPage } from './dashboard-page';
import { afterRemoval } from './people-addresses';
import type { PeopleNeeds } from './services';

/** The photos of the people whom the signed-in user knows. */
export function register(app: Koa, services: PeopleNeeds): void {
  const { config, enrolment, photos, incomingFolder, photoResponses, photoSlots } = services;
  const router = new Router({ prefix: '/images' });

  async function addToGallery(ctx: Koa.Context): Promise<void> {
    const name = readName(ctx.state.fields['name']);
    const userId = getUserId(ctx);
    const signal = clientAbortSignal(ctx);
    const add = ({ path, originalName }: Upload) =>
      photoSlots.run(userId, async () =>
        enrolment.add(userId, name, await readFile(path), displayFileName(originalName), signal),
      );
    const outcomes = await addPhotos(ctx.state.uploads, config.workers, add);
    const views = outcomes.map((each) => presentOutcome(name, each));
    if (ctx.accepts('html', 'json') === 'json') {
      ctx.body = { outcomes: views };
      return;
    }
    addNotices(ctx, outcomeNotices(name, views));
    // A single question is asked at once; several wait on the dashboard.
    const [question, another] = views.filter(({ kind }) => kind === 'asks');
    ctx.redirect(question?.url && !another ? question.url : '/');
    ctx.status = 303;
  }

  async function showPhoto(ctx: Koa.Context): Promise<void> {
    const photo = await photos.findPhoto(getUserId(ctx), ctx['params'].imageName);
    if (!photo) throw photoNotFound();
    const send =
      ctx.query['size'] === 'thumbnail'
        ? photoResponses.sendMade(ctx, `${photo.imageName}-small`, () => photos.readThumbnail(photo))
        : photoResponses.sendStored(ctx, photo.imageName, () => photos.openPhoto(photo));
    if (!(await send)) throw photoNotFound();
  }

  async function removePhoto(ctx: Koa.Context): Promise<void> {
    const removed = await photos.removePhoto(getUserId(ctx), ctx['params'].imageName);
    if (!removed) throw photoNotFound();
    addNotices(ctx, [{ kind: 'success', text: `A photo of ${removed.name} was deleted.` }]);
    ctx.redirect(afterRemoval(ctx.request.body, removed));
    ctx.status = 303;
  }

  router.post(
    '/',
    ensureLoggedIn,
    showFaultIn('add', dashboardPage(services)),
    receivePhotos(incomingFolder, config.limits, config.limits.photosPerUpload),
    addToGallery,
  );
  router.get('/:imageName', ensureLoggedIn, showPhoto);
  router.post('/actions/delete/:imageName', ensureLoggedIn, removePhoto);
  app.use(router.routes()).use(router.allowedMethods());
}
