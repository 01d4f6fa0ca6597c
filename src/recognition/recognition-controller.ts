import { readFile } from 'node:fs/promises';
import type Koa from 'koa';
import { ensureLoggedIn, getUserId, viewerOf } from '../auth/guards';
import type { Stage } from '../engine/contract';
import { isFault, recognitionNotFound } from '../errors';
import { dashboardPage } from '../people/dashboard-page';
import type { Context } from '../web/context';
import { photoQuery, queryOf } from '../web/fields';
import { seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { clientAbortSignal } from '../web/responses/client-abort';
import { wantsLines } from '../web/responses/content-negotiation';
import { streamProgress } from '../web/responses/progress-stream';
import { createRouter } from '../web/routes';
import { type Received, receivePhotos, type Upload } from '../web/uploads/receive-photos';
import { tryEach } from '../web/uploads/try-each';
import { refusalNotices } from './present-refusals';
import { readSure } from './present-tuning';
import { drawnQuery, formerResult } from './recognition-schema';
import type { Recognition } from './recognizer';
import { resultPage, shownAt } from './result-page';
import { dayOf, sendPhoto } from './result-pictures';
import type { RecognitionNeeds } from './services';

/** Registers the routes that recognize people in a photo and show the result. */
export function register(app: Koa, services: RecognitionNeeds): void {
  const { config, incomingFolder, uploadSpace, photoResponses, photoSlots, drawer, recognizer, recognitions } =
    services;
  const router = createRouter('/recognition');
  const showResult = resultPage(services);

  /**
   * Recognizes the people of one or more photos; a script gets the progress as lines of JSON. Several results are shown in the
   * history, and a notice says which photos were refused.
   */
  async function recognize(ctx: Context<object, Received>): Promise<void> {
    const { uploads } = ctx.state;
    const viewer = viewerOf(ctx);
    const signal = clientAbortSignal(ctx);
    const resultOf = ({ path }: Upload, onStage?: (stage: Stage) => void) =>
      photoSlots.run(getUserId(ctx), async () => {
        const { kept } = await recognizer.keep(viewer, await readFile(path), { signal, onStage });
        return kept.id;
      });
    const addressToShow = async (onStage?: (stage: Stage) => void) => {
      const [first, ...others] = uploads;
      if (others.length === 0) return `/recognition/${await resultOf(first, onStage)}`;
      const outcomes = await tryEach(uploads, config.workers, resultOf, 'No photo could be read.');
      addNotices(ctx, refusalNotices(outcomes));
      return '/recognition';
    };
    if (wantsLines(ctx)) streamProgress(ctx, (report) => addressToShow((stage) => report({ stage })));
    else seeOther(ctx, await addressToShow());
  }

  /** Sends the photo of a recognition. */
  async function showPhoto(ctx: Context<{ id: string }>): Promise<void> {
    await sendPhoto(ctx, services, viewerOf(ctx), ctx.params.id, queryOf(ctx, photoQuery).size === 'thumbnail');
  }

  /** Sends the photo with boxes and names drawn on it. */
  async function showDrawn(ctx: Context, recognition: Recognition | undefined): Promise<void> {
    if (!recognition) throw recognitionNotFound();
    const signal = clientAbortSignal(ctx);
    const draw = async () => {
      const jpeg = await recognitions.readPhoto(recognition);
      return jpeg && drawer.draw(jpeg, recognition, { owner: getUserId(ctx), signal });
    };
    const labels = recognition.faces.map(({ match }) => [match?.certainty, match?.person.name]);
    if (!(await photoResponses.sendMade(ctx, `${recognition.id}-${JSON.stringify(labels)}`, draw)))
      throw recognitionNotFound();
    const type = queryOf(ctx, drawnQuery).download === undefined ? 'inline' : 'attachment';
    ctx.attachment(`familiar-faces-${dayOf(recognition)}.jpg`, { type });
  }

  /** Shows a result on the dashboard. */
  async function showThisResult(ctx: Context<{ id: string }>): Promise<void> {
    await showResult(ctx, shownAt(ctx));
  }

  /** Sends the photo of a recognition with boxes and names drawn on it; with `?download=yes`, to be saved as a file. */
  async function showThisDrawn(ctx: Context<{ id: string }>): Promise<void> {
    const { id, sure } = shownAt(ctx);
    await showDrawn(ctx, await recognizer.find(viewerOf(ctx), id, sure));
  }

  /** Sends the photo of the newest recognition with boxes and names drawn on it. */
  async function showLastDrawn(ctx: Context): Promise<void> {
    await showDrawn(ctx, await recognizer.findLast(viewerOf(ctx)));
  }

  const showDashboard = dashboardPage(services);

  /** Shows the page of the form again: the dashboard, with the result that the form names if the gallery has it. */
  async function showFormAgain(ctx: Context): Promise<void> {
    const { result: id, sure } = formerResult.parse(ctx.state.fields ?? {});
    if (!id) return showDashboard(ctx);
    try {
      await showResult(ctx, { id, sure: readSure(sure) });
    } catch (error) {
      if (!isFault(error)) throw error;
      await showDashboard(ctx);
    }
  }

  const receive = receivePhotos(incomingFolder, config.limits, config.limits.photosPerUpload, uploadSpace);
  router.post('/', ensureLoggedIn, showFaultIn('recognize', showFormAgain), receive, recognize);
  router.get('/last-processed-image', ensureLoggedIn, showLastDrawn);
  router.get('/:id', ensureLoggedIn, showThisResult);
  router.get('/:id/photo', ensureLoggedIn, showPhoto);
  router.get('/:id/image', ensureLoggedIn, showThisDrawn);
  app.use(router.routes()).use(router.allowedMethods());
}
