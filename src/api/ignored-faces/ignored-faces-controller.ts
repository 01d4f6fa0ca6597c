import type Koa from 'koa';
import { requireRole, viewerOf } from '../../auth/guards';
import { ignoredFaceNotFound } from '../../errors';
import type { ListedIgnoredFace } from '../../gallery/ignored-faces';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import { listIgnoredFaces, removeIgnoredFace } from './operations';

const present = ({ id, isFace, createdAt, recognitionId, faceNumber }: ListedIgnoredFace) => ({
  id,
  reason: isFace ? 'person' : 'not_a_face',
  createdAt: timeOf(createdAt),
  recognition: recognitionId,
  face: recognitionId === null ? null : faceNumber,
});

/** Registers the calls on what a gallery ignores. */
export function register(app: Koa, services: ApiNeeds): void {
  const { ignoring } = services;
  const api = apiRoutes(app, services);

  api.on(listIgnoredFaces, async ({ ctx, query: { limit, cursor } }) => {
    requireRole(ctx, 'editor');
    const found = await ignoring.list(viewerOf(ctx), limit + 1, cursor ?? 0);
    return listReply(ctx, found, limit, ({ id, createdAt }) => ({ id, createdAt }), present);
  });

  api.on(removeIgnoredFace, async ({ gallery, params: { ignoredFace: id } }) => {
    if (!(await ignoring.remove(gallery, id))) throw ignoredFaceNotFound();
    return { status: 204 };
  });

  api.register();
}
