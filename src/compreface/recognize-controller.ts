import type Koa from 'koa';
import { clientAbortSignal } from '../web/responses/client-abort';
import { createRouter } from '../web/routes';
import { chooseFaces, presentFace, presentVersions } from './present-faces';
import { presentSubjects } from './present-subjects';
import { imageReceiver } from './receive-images';
import { type Call, call } from './routes';
import type { CompreFaceNeeds } from './services';
import { StageTimes } from './stage-times';

/** Registers the call that recognizes people in a photo. Nothing of the photo is kept. */
export function register(app: Koa, needs: CompreFaceNeeds): void {
  const { enrolled, images, recognizer, thresholds } = needs;
  const router = createRouter('/api/v1/recognition');
  const receiveImage = imageReceiver(needs, 'file');

  const recognizeFaces = ({ ctx, gallery, options }: Call<object>) =>
    receiveImage(ctx, async (image = new Uint8Array()) => {
      const times = new StageTimes();
      const seen = await recognizer.recognize(gallery, image, {
        candidates: options.prediction_count,
        signal: clientAbortSignal(ctx),
        onStage: times.onStage,
      });
      const faces = seen.faces.flatMap((identified, i) =>
        identified.ignored === 'nonface'
          ? []
          : [{ ...identified.face, landmarks: seen.landmarks[i] ?? [], identified }],
      );
      const chosen = chooseFaces(faces, options);
      const bounds = await thresholds.of(gallery);
      const subjects = await presentSubjects(
        { enrolled, images },
        gallery,
        chosen.map(({ identified }) => identified),
        bounds,
        options.prediction_count,
      );
      ctx.body = {
        result: chosen.map((face, i) => ({ ...presentFace(seen, face, options, times), subjects: subjects[i] ?? [] })),
        ...presentVersions(options, gallery.network),
      };
    });

  router.post('/recognize', call(['recognitions:write'], recognizeFaces));
  app.use(router.routes()).use(router.allowedMethods());
}
