import type Koa from 'koa';
import { distanceBetween } from '../catalog/descriptors';
import { toStored } from '../catalog/faces';
import { severalFaces } from '../errors';
import type { MatchThresholds } from '../gallery/thresholds';
import { createRouter } from '../web/routes';
import { findFaces } from './find-faces';
import { presentFace, presentVersions } from './present-faces';
import { imageReceiver } from './receive-images';
import { type Call, call } from './routes';
import type { CompreFaceNeeds } from './services';
import { similarityOf, verdictOn } from './similarity';
import { StageTimes } from './stage-times';

/** How like two faces are: one photo is compared with one, as with somebody who has few. */
export function similarityByPhoto(distance: number, { sure, maybeOfFew: maybe }: MatchThresholds): number {
  const bounds = { sure, maybe };
  return similarityOf(distance, bounds, verdictOn(distance, bounds));
}

/** Registers the calls that compare faces: of two photos, and of a photo with one of the gallery. Nothing of the photos is kept. */
export function register(app: Koa, needs: CompreFaceNeeds): void {
  const { engine, images, thresholds } = needs;
  const router = createRouter('/api/v1');
  const receivePair = imageReceiver(needs, 'source_image', 'target_image');
  const receiveImage = imageReceiver(needs, 'file');

  const verifyPhotos = (call: Call<object>) =>
    receivePair(call.ctx, async (source = new Uint8Array(), target = new Uint8Array()) => {
      const { ctx, gallery, options } = call;
      const [ofSource, ofTarget] = [new StageTimes(), new StageTimes()];
      const { frame, faces: sources } = await findFaces(
        engine,
        { ...call, options: { ...options, limit: 0 } },
        source,
        ofSource,
      );
      const [face, ...others] = sources;
      if (!face || others.length > 0) throw severalFaces(sources.length);
      const sourceFace = presentFace(frame, face, options, ofSource);
      const found = await findFaces(engine, call, target, ofTarget);
      const bounds = await thresholds.of(gallery);
      const matches = found.faces.map((each) => ({
        ...presentFace(found.frame, each, options, ofTarget),
        similarity: similarityByPhoto(distanceBetween(toStored(face), toStored(each)), bounds),
      }));
      matches.sort((one, other) => other.similarity - one.similarity);
      const versions = presentVersions(options, gallery.network);
      ctx.body = { result: [{ source_image_face: sourceFace, face_matches: matches, ...versions }] };
    });

  const verifyFace = (call: Call<{ id: string }>) =>
    receiveImage(call.ctx, async (image = new Uint8Array()) => {
      const { ctx, gallery, options } = call;
      const known = await images.faceOf(gallery, ctx.params.id);
      const times = new StageTimes();
      const { frame, faces } = await findFaces(engine, call, image, times);
      const bounds = await thresholds.of(gallery);
      ctx.body = {
        result: faces.map((face) => ({
          ...presentFace(frame, face, options, times),
          subject: known.subject,
          similarity: similarityByPhoto(distanceBetween(known, face), bounds),
        })),
        ...presentVersions(options, gallery.network),
      };
    });

  router.post('/verification/verify', call(['recognitions:write'], verifyPhotos));
  router.post('/recognition/faces/:id/verify', call<{ id: string }>(['recognitions:write', 'photos:read'], verifyFace));
  app.use(router.routes()).use(router.allowedMethods());
}
