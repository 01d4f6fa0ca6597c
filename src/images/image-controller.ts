import { readFile } from 'node:fs/promises';
import Router from '@koa/router';
import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { photoNotFound } from '../errors';
import { makeThumbnail } from '../photos/thumbnail';
import type { Services } from '../services';
import { leavingOf } from '../web/leaving';
import { leaveNotices } from '../web/notices';
import { receivePhotos, type Upload } from '../web/receive-photos';
import { sendPhoto } from '../web/send-photo';
import { addPhotos, tellOutcomes } from './add-photos';
import { readName } from './person-name';

/** The photos of the people whom the signed-in user knows. */
export function register(app: Koa, { config, gallery, incomingFolder }: Services): void {
  const router = new Router({ prefix: '/images' });

  async function addToGallery(ctx: Koa.Context): Promise<void> {
    const name = readName(ctx.state.fields['name']);
    const userId = getUserId(ctx);
    const leaving = leavingOf(ctx);
    const add = async ({ path }: Upload) => gallery.addPhoto(userId, name, await readFile(path), leaving);
    leaveNotices(ctx, tellOutcomes(name, await addPhotos(ctx.state.uploads, config.workers, add)));
    ctx.redirect('/');
    ctx.status = 303;
  }

  async function showPhoto(ctx: Koa.Context): Promise<void> {
    const photo = await gallery.findPhoto(getUserId(ctx), ctx['params'].imageName);
    if (!photo) throw photoNotFound();
    const small = ctx.query['size'] === 'thumbnail';
    const read = async () => {
      const bytes = await gallery.readPhoto(photo);
      return bytes && small ? makeThumbnail(bytes, photo.face) : bytes;
    };
    if (!(await sendPhoto(ctx, `${photo.imageName}${small ? '-small' : ''}`, read))) throw photoNotFound();
  }

  async function removePhoto(ctx: Koa.Context): Promise<void> {
    const name = await gallery.removePhoto(getUserId(ctx), ctx['params'].imageName);
    if (name === undefined) throw photoNotFound();
    leaveNotices(ctx, [{ kind: 'success', text: `A photo of ${name} was deleted.` }]);
    ctx.redirect('/');
    ctx.status = 303;
  }

  router.post('/', ensureLoggedIn, receivePhotos(incomingFolder, config.limits, config.limits.photosPerUpload), addToGallery);
  router.get('/:imageName', ensureLoggedIn, showPhoto);
  router.post('/actions/delete/:imageName', ensureLoggedIn, removePhoto);
  app.use(router.routes()).use(router.allowedMethods());
}
