import { photoNotFound, recognitionNotFound } from '../errors';
import type { Viewer } from '../gallery/viewer';
import { makeThumbnail, shrink } from '../storage/thumbnail';
import type { Context } from '../web/context';
import type { WebServices } from '../web/services';
import type { FaceReference } from './find-face';
import type { Recognitions } from './recognitions';
import type { StoredRecognition } from './stored-recognition';

interface Needs extends Pick<WebServices, 'photoResponses'> {
  recognitions: Recognitions;
}

/** The day of a recognition for a file's name, in UTC: "2026-11-26". */
export const dayOf = ({ createdAt }: Pick<StoredRecognition, 'createdAt'>) =>
  new Date(createdAt).toISOString().slice(0, 10);

/** Sends the photo of a recognition, or a small version of it. @throws recognitionNotFound */
export async function sendPhoto(
  ctx: Context,
  { recognitions, photoResponses }: Needs,
  viewer: Viewer,
  id: string,
  isSmall = false,
): Promise<void> {
  const result = await recognitions.find(viewer, id);
  if (!result) throw recognitionNotFound();
  const makeSmall = async () => {
    const jpeg = await recognitions.readPhoto(result);
    return jpeg && shrink(jpeg);
  };
  const send = isSmall
    ? photoResponses.sendMade(ctx, `${result.id}-small`, makeSmall)
    : photoResponses.sendStored(ctx, result.id, () => recognitions.openPhoto(result));
  if (!(await send)) throw recognitionNotFound();
  ctx.attachment(`photo-${dayOf(result)}.jpg`, { type: 'inline' });
}

/** Sends one face of a recognition, cut out. @throws photoNotFound */
export async function sendFace(
  ctx: Context,
  { recognitions, photoResponses }: Needs,
  viewer: Viewer,
  { id, number }: FaceReference,
): Promise<void> {
  const result = await recognitions.find(viewer, id);
  const found = result && (await recognitions.facesOf([id])).get(id)?.find((each) => each.number === number);
  if (!result || !found) throw photoNotFound();
  const place = { ...found.face.box, photoWidth: result.width, photoHeight: result.height };
  const read = async () => {
    const jpeg = await recognitions.readPhoto(result);
    return jpeg && makeThumbnail(jpeg, place);
  };
  if (!(await photoResponses.sendMade(ctx, `${id}-${number}`, read))) throw photoNotFound();
}
