import { readFile } from 'node:fs/promises';
import Router from '@koa/router';
import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { recognitionNotFound } from '../errors';
import { presentPeople } from '../images/present-people';
import type { Services } from '../services';
import { leavingOf } from '../web/leaving';
import { receivePhotos } from '../web/receive-photos';
import { sendPhoto } from '../web/send-photo';
import { drawRecognition } from './draw-recognition';
import { presentRecognition } from './present-recognition';
import type { Recognition } from './recognizer';

/** Who is in a photo. */
export function register(app: Koa, { config, gallery, incomingFolder, recognizer }: Services): void {
  const router = new Router({ prefix: '/recognition' });

  async function recognize(ctx: Koa.Context): Promise<void> {
    const [{ path }] = ctx.state.uploads;
    const id = await recognizer.recognize(getUserId(ctx), await readFile(path), leavingOf(ctx));
    ctx.redirect(`/recognition/${id}`);
    ctx.status = 303;
  }

  async function findRecognition(ctx: Koa.Context): Promise<Recognition> {
    const recognition = await recognizer.find(getUserId(ctx), ctx['params'].id);
    if (!recognition) throw recognitionNotFound();
    return recognition;
  }

  async function showRecognition(ctx: Koa.Context): Promise<void> {
    const recognition = presentRecognition(await findRecognition(ctx), config.match.maybe);
    const people = presentPeople(await gallery.listPeople(getUserId(ctx), 1));
    ctx.render('dashboard', { title: 'Who is in the photo', ...people, recognition });
  }

  async function showPhoto(ctx: Koa.Context): Promise<void> {
    const recognition = await findRecognition(ctx);
    if (!(await sendPhoto(ctx, recognition.id, () => recognizer.readPhoto(recognition)))) throw recognitionNotFound();
  }

  /** The photo with boxes and names on it. */
  async function showDrawn(ctx: Koa.Context, recognition: Recognition): Promise<void> {
    const draw = async () => {
      const jpeg = await recognizer.readPhoto(recognition);
      return jpeg && drawRecognition(jpeg, recognition);
    };
    const labels = recognition.faces.map(({ match }) => [match?.certainty, match?.person.name]);
    if (!(await sendPhoto(ctx, `${recognition.id}-${JSON.stringify(labels)}`, draw))) throw recognitionNotFound();
  }

  async function showLastProcessedImage(ctx: Koa.Context): Promise<void> {
    const recognition = await recognizer.findLast(getUserId(ctx));
    if (!recognition) throw recognitionNotFound();
    await showDrawn(ctx, recognition);
  }

  router.post('/', ensureLoggedIn, receivePhotos(incomingFolder, config.limits, 1), recognize);
  router.get('/last-processed-image', ensureLoggedIn, showLastProcessedImage);
  router.get('/:id', ensureLoggedIn, showRecognition);
  router.get('/:id/photo', ensureLoggedIn, showPhoto);
  router.get('/:id/image', ensureLoggedIn, async (ctx) => showDrawn(ctx, await findRecognition(ctx)));
  app.use(router.routes()).use(router.allowedMethods());
}
