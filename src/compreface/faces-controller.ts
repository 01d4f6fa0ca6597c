import type Koa from 'koa';
import { mayRemovePerson } from '../api/people/whose';
import { requireScopes } from '../auth/keys/identify-key';
import { isFault, looksLikeOther, photoNotFound, subjectMissing } from '../errors';
import type { Gallery } from '../gallery/galleries';
import { readName } from '../gallery/person-name';
import type { Context } from '../web/context';
import { clientAbortSignal } from '../web/responses/client-abort';
import { createRouter } from '../web/routes';
import type { Image } from './images';
import { readIds } from './options';
import { isFaceFor } from './present-faces';
import { imageReceiver } from './receive-images';
import { receiveSmallJson } from './receive-json';
import { type Call, call } from './routes';
import type { CompreFaceNeeds } from './services';

const presentImage = ({ imageId, subject }: Image) => ({ image_id: imageId, subject });

/** Whose key may not see names isn't told any. */
const withoutName = (ctx: Context, name: string, error: unknown) =>
  isFault(error, 'looks_like_other') && !ctx.state.key?.scopes.includes('people:read')
    ? looksLikeOther(name, undefined)
    : error;

/** Registers the photos of people, which CompreFace calls faces. */
export function register(app: Koa, needs: CompreFaceNeeds): void {
  const { enrolment, images, people, photos, photoResponses } = needs;
  const router = createRouter('/api/v1/recognition/faces');
  const receiveImage = imageReceiver(needs, 'file');

  const addFace = ({ ctx, gallery, options }: Call<object>) => {
    const name = readName(options.subject);
    return receiveImage(ctx, async (image = new Uint8Array()) => {
      const signal = clientAbortSignal(ctx);
      const mayAdd = () => requireScopes(ctx, 'people:write');
      if (!(await people.findNamed(gallery, name))) mayAdd();
      const request = { insist: options.insist, mayAdd, signal, isFace: isFaceFor(options) };
      const added = await enrolment
        .addOrRefuse(gallery, name, image, request)
        .catch((error) => Promise.reject(withoutName(ctx, name, error)));
      ctx.status = 201;
      const advice = added.advice.length > 0 ? { advice: added.advice } : {};
      ctx.body = { ...presentImage(await images.named(gallery, added.imageName)), ...advice };
    });
  };

  async function listFaces({ ctx, gallery, options: { subject, page, size } }: Call<object>): Promise<void> {
    const person = subject ? await people.findNamed(gallery, readName(subject)) : undefined;
    const isNobody = subject !== undefined && subject !== '' && !person;
    const found = isNobody ? { images: [], total: 0 } : await images.list(gallery, person?.id, page, size);
    ctx.body = {
      faces: found.images.map(presentImage),
      page_number: page,
      page_size: size,
      total_pages: Math.ceil(found.total / size),
      total_elements: found.total,
    };
  }

  /** Deletes all photos of a person, who stays: programs do so before they add them anew. If they don't yet, the key must be allowed to change people. */
  async function deleteFacesOf({ ctx, gallery, options: { subject } }: Call<object>): Promise<void> {
    if (!subject) throw subjectMissing();
    const person = await people.findNamed(gallery, readName(subject));
    const theirs = person ? await images.of(gallery, person.id) : [];
    const names = theirs.map(({ imageName }) => imageName);
    await photos.requireRemovable(gallery, names, undefined, person?.id);
    if (person?.stays === 0 && theirs.length > 0) {
      requireScopes(ctx, 'people:write');
      await people.letStay(gallery, person.handle);
    }
    let deleted = 0;
    for (const image of theirs) if (await remove(ctx, gallery, image, person?.id)) deleted++;
    ctx.body = { deleted };
  }

  /** @param of the id of the only person whose photo it may be @returns whether it was still there, and theirs */
  async function remove(ctx: Context, gallery: Gallery, { imageName }: Image, of?: number): Promise<boolean> {
    try {
      await photos.remove(gallery, imageName, mayRemovePerson(ctx), of);
      return true;
    } catch (error) {
      if (isFault(error, 'photo_not_found')) return false;
      throw error;
    }
  }

  async function deleteFace({ ctx, gallery }: Call<{ id: string }>): Promise<void> {
    const image = await images.find(gallery, ctx.params.id);
    await photos.remove(gallery, image.imageName, mayRemovePerson(ctx as Context));
    ctx.body = presentImage(image);
  }

  async function deleteFaces({ ctx, gallery }: Call<object>): Promise<void> {
    const ids = readIds(await receiveSmallJson(ctx as Context));
    const found: Image[] = [];
    for (const id of ids) {
      const image = await images.find(gallery, id).catch((error) => {
        if (isFault(error, 'photo_not_found')) return undefined;
        throw error;
      });
      if (image) found.push(image);
    }
    const names = found.map(({ imageName }) => imageName);
    await photos.requireRemovable(gallery, names, mayRemovePerson(ctx as Context));
    const deleted: Image[] = [];
    for (const image of found) if (await remove(ctx, gallery, image)) deleted.push(image);
    ctx.body = deleted.map(presentImage);
  }

  async function showImage({ ctx, gallery }: Call<{ id: string }>): Promise<void> {
    const { imageName } = await images.find(gallery, ctx.params.id);
    const photo = await photos.findPhoto(gallery, imageName);
    if (!photo) throw photoNotFound();
    if (!(await photoResponses.sendStored(ctx, imageName, () => photos.openPhoto(photo)))) throw photoNotFound();
  }

  router.post('/', call(['photos:write'], addFace));
  router.get('/', call(['photos:read'], listFaces));
  router.delete('/', call(['photos:write'], deleteFacesOf));
  router.post('/delete', call(['photos:write'], deleteFaces));
  router.delete('/:id', call<{ id: string }>(['photos:write'], deleteFace));
  router.get('/:id/img', call<{ id: string }>(['photos:read'], showImage));
  app.use(router.routes()).use(router.allowedMethods());
}
