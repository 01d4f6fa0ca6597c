import { readFile } from 'node:fs/promises';
import type Koa from 'koa';
import { getUserId, viewerOf } from '../../auth/guards';
import { recognitionNotFound } from '../../errors';
import { sendPhoto } from '../../recognition/result-pictures';
import type { ResultPlace } from '../../recognition/stored-recognition';
import { API_PREFIX } from '../../web/responses/api-paths';
import { clientAbortSignal } from '../../web/responses/client-abort';
import { apiRoutes } from '../protocol/api-routes';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import {
  deleteRecognition,
  deleteRecognitions,
  listRecognitions,
  recognizePhoto,
  shareRecognition,
  showRecognition,
  showRecognitionPhoto,
} from './operations';
import { frameOf, presentFace, presentRecognition, presentSummary } from './present';

/** How many results are identified together: each may have hundreds of faces. */
const AT_ONCE = 25;

/** A result in the list, without its faces. */
interface Listed {
  place: ResultPlace;
  summary: ReturnType<typeof presentSummary>;
}

/** Registers the calls that recognize people in photos, and those on the photos that are kept. */
export function register(app: Koa, services: ApiNeeds): void {
  const { recognizer, recognitionRemoval, resultSharing, photoSlots } = services;
  const api = apiRoutes(app, services);

  api.on(recognizePhoto, async ({ ctx, gallery, query: { keep, candidates, landmarks }, uploads: [{ path }] }) => {
    const request = { candidates, signal: clientAbortSignal(ctx) };
    const { kept, ...recognized } = await photoSlots.run(getUserId(ctx), async () => {
      const bytes = await readFile(path);
      if (keep) return recognizer.keep(viewerOf(ctx), bytes, request);
      return { ...(await recognizer.recognize(gallery, bytes, request)), kept: undefined };
    });
    const found = await recognizer.candidatesOf(gallery, recognized.faces, candidates);
    const faces = found.map((face, i) =>
      presentFace(face, recognized, landmarks ? recognized.landmarks[i] : undefined),
    );
    return {
      status: kept ? 201 : 200,
      body: presentRecognition(viewerOf(ctx), recognized, faces, kept),
      ...(kept && { headers: { Location: `${API_PREFIX}/recognitions/${kept.id}` } }),
    };
  });

  api.on(listRecognitions, async ({ ctx, query: { limit, cursor } }) => {
    const found: Listed[] = [];
    for (let some = AT_ONCE; some === AT_ONCE && found.length <= limit; ) {
      const part = await recognizer.list(viewerOf(ctx), AT_ONCE, found.at(-1)?.place ?? cursor ?? 0);
      for (const each of part)
        found.push({ place: { id: each.id, createdAt: each.createdAt }, summary: presentSummary(viewerOf(ctx), each) });
      some = part.length;
    }
    return listReply(
      ctx,
      found,
      limit,
      ({ place }) => place,
      ({ summary }) => summary,
    );
  });

  api.on(showRecognition, async ({ ctx, gallery, params: { recognition: id }, query: { candidates } }) => {
    const recognition = await recognizer.find(viewerOf(ctx), id, undefined, candidates);
    if (!recognition) throw recognitionNotFound();
    const found = await recognizer.candidatesOf(gallery, recognition.faces, candidates);
    const frame = frameOf(recognition);
    const faces = found.map((face) => presentFace(face, frame));
    return { status: 200, body: presentRecognition(viewerOf(ctx), frame, faces, recognition) };
  });

  api.on(showRecognitionPhoto, async ({ ctx, params: { recognition: id } }) => {
    await sendPhoto(ctx, services, viewerOf(ctx), id);
    return undefined;
  });

  api.on(shareRecognition, async ({ ctx, params: { recognition: id }, body: { shared } }) => {
    const viewer = viewerOf(ctx);
    if (shared) await resultSharing.share(viewer, id);
    else await resultSharing.stop(viewer, id, ctx.state.role === 'owner');
    return { status: 204 };
  });

  api.on(deleteRecognition, async ({ ctx, params: { recognition: id } }) => {
    await recognitionRemoval.remove(viewerOf(ctx), id);
    return { status: 204 };
  });

  api.on(deleteRecognitions, async ({ ctx }) => {
    await recognitionRemoval.removeOwn(viewerOf(ctx));
    return { status: 204 };
  });

  api.register();
}
