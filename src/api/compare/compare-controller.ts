import { readFile } from 'node:fs/promises';
import type Koa from 'koa';
import { getUserId } from '../../auth/guards';
import { fieldInvalid } from '../../errors';
import { clientAbortSignal } from '../../web/responses/client-abort';
import { apiRoutes } from '../protocol/api-routes';
import { presentDistance, presentFound, presentModel, presentSize } from '../recognitions/present';
import type { ApiNeeds } from '../services';
import { comparePhotos } from './operations';

/** Registers the call that compares two photos. */
export function register(app: Koa, services: ApiNeeds): void {
  const { comparer, photoSlots } = services;
  const api = apiRoutes(app, services);

  api.on(comparePhotos, async ({ ctx, gallery, uploads: [one, other] }) => {
    if (!other) throw fieldInvalid('file', 'The field file must have two photos.');
    const signal = clientAbortSignal(ctx);
    const { first, second } = await photoSlots.run(getUserId(ctx), async () =>
      comparer.compare(gallery, await readFile(one.path), await readFile(other.path), signal),
    );
    const faces = second.faces.map(({ face, distance, certainty }) => ({
      ...presentFound(face, second),
      ...presentDistance(distance),
      certainty,
    }));
    return {
      status: 200,
      body: {
        model: presentModel(gallery),
        first: { photo: presentSize(first.uploaded), face: first.face ? presentFound(first.face, first) : null },
        second: { photo: presentSize(second.uploaded), faces },
      },
    };
  });

  api.register();
}
