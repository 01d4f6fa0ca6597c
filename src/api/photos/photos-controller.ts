import { readFile } from 'node:fs/promises';
import type Koa from 'koa';
import { getUserId } from '../../auth/guards';
import { isFault, isPassing } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import type { OwnedPhoto } from '../../people/photo-list';
import { sendPhoto } from '../../people/send-photo';
import type { Context } from '../../web/context';
import { clientAbortSignal } from '../../web/responses/client-abort';
import type { Upload } from '../../web/uploads/receive-photos';
import { displayFileName, outcomesOf } from '../../web/uploads/try-each';
import { mayRemovePerson, whoIs } from '../people/whose';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import { listReply } from '../protocol/lists';
import type { Reply } from '../protocol/operation';
import type { ApiNeeds } from '../services';
import {
  addPhotos,
  addPhotosOfPerson,
  deletePhoto,
  listPhotos,
  movePhoto,
  showPhoto,
  showPhotoFile,
} from './operations';
import { presentOutcome } from './present-outcome';

const presentPhoto = ({ imageName, person, createdAt, adder, ...face }: OwnedPhoto) => ({
  id: imageName,
  person: { id: person.handle, name: person.name },
  createdAt: timeOf(createdAt),
  addedBy: adder && { name: adder.name },
  face: {
    width: face.width,
    height: face.height,
    quality: { sharpness: face.sharpness, turn: face.turn, overall: face.quality },
  },
});

/** Registers the calls on people's photos. */
export function register(app: Koa, services: ApiNeeds): void {
  const { config, people, photos, enrolment, photoSlots } = services;
  const api = apiRoutes(app, services);

  /** Adds photos of somebody. One that is refused doesn't affect the others, but is the answer if it is alone. */
  async function add(
    ctx: Context,
    gallery: Gallery,
    who: { person?: string; name?: string },
    uploads: readonly Upload[],
  ): Promise<Reply> {
    const { name, whose } = await whoIs(services, ctx, gallery, who);
    const signal = clientAbortSignal(ctx);
    const outcomes = await outcomesOf(uploads, config.workers, ({ path, originalName }) =>
      photoSlots.run(getUserId(ctx), async () =>
        enrolment.add(gallery, name, await readFile(path), displayFileName(originalName), signal, whose),
      ),
    );
    // Nobody would learn what became of each. What was added is known when it is sent again.
    signal.throwIfAborted();
    const [first, ...others] = outcomes;
    if (others.length === 0 && isFault(first?.result) && first.result.id !== 'photo_known') throw first.result;
    const isNew = outcomes.some(({ result }) => !isFault(result));
    return {
      status: isNew ? 201 : 200,
      body: { items: outcomes.map(presentOutcome) },
      isPassing: outcomes.some(({ result }) => isFault(result) && isPassing(result)),
    };
  }

  api.on(listPhotos, async ({ ctx, gallery, params: { person }, query: { limit, cursor } }) => {
    const { id: personId } = await people.find(gallery, person);
    const found = await photos.listAfter(gallery, personId, cursor, limit + 1);
    return listReply(ctx, found, limit, ({ id, createdAt }) => ({ id, createdAt }), presentPhoto);
  });

  api.on(addPhotosOfPerson, ({ ctx, gallery, params, uploads }) => add(ctx, gallery, params, uploads));

  api.on(addPhotos, ({ ctx, gallery, body, uploads }) => add(ctx, gallery, body, uploads));

  api.on(showPhoto, async ({ gallery, params: { photo } }) => ({
    status: 200,
    body: presentPhoto(await photos.show(gallery, photo)),
  }));

  api.on(showPhotoFile, async ({ ctx, gallery, params: { photo }, query: { size } }) => {
    await sendPhoto(ctx, services, gallery, photo, size === 'thumbnail');
    return undefined;
  });

  api.on(movePhoto, async ({ ctx, gallery, params: { photo }, body }) => {
    const { name, whose } = await whoIs(services, ctx, gallery, body);
    await photos.move(gallery, photo, name, whose, mayRemovePerson(ctx));
    return { status: 200, body: presentPhoto(await photos.show(gallery, photo)) };
  });

  api.on(deletePhoto, async ({ ctx, gallery, params: { photo } }) => {
    await photos.remove(gallery, photo, mayRemovePerson(ctx));
    return { status: 204 };
  });

  api.register();
}
