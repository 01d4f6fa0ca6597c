import type Koa from 'koa';
import { createRouter } from '../web/routes';
import { findFaces } from './find-faces';
import { presentFace, presentVersions } from './present-faces';
import { imageReceiver } from './receive-images';
import { type Call, call } from './routes';
import type { CompreFaceNeeds } from './services';
import { StageTimes } from './stage-times';

/** Registers the call that finds faces in a photo. Nothing of the photo is kept. */
export function register(app: Koa, needs: CompreFaceNeeds): void {
  const router = createRouter('/api/v1/detection');
  const receiveImage = imageReceiver(needs, 'file');

  const detectFaces = (call: Call<object>) =>
    receiveImage(call.ctx, async (image = new Uint8Array()) => {
      const { ctx, gallery, options } = call;
      const times = new StageTimes();
      const { frame, faces } = await findFaces(needs.engine, call, image, times);
      ctx.body = {
        result: faces.map((face) => presentFace(frame, face, options, times)),
        ...presentVersions(options, gallery.network),
      };
    });

  router.post('/detect', call(['recognitions:write'], detectFaces));
  app.use(router.routes()).use(router.allowedMethods());
}
