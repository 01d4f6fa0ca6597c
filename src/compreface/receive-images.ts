import { readFile } from 'node:fs/promises';
import { getUserId } from '../auth/guards';
import { noFile, photoTooLarge, uploadUnsupported } from '../errors';
import type { Context } from '../web/context';
import { receiveBase64 } from '../web/uploads/receive-base64';
import { type Received, receiveFiles } from '../web/uploads/receive-photos';
import type { CompreFaceNeeds } from './services';

/** Works with the bytes of the photos, in the order of their fields. */
export type WithImages = (...images: Uint8Array[]) => Promise<void>;

/**
 * Receives photos, one in each of some fields: of a form, or in Base64 in a JSON object. While the work runs, they count among the user's
 * photos in progress, and in the end nothing is left of them.
 * @throws noFile, uploadUnsupported; what `receiveFiles` and `receiveBase64` throw; keyRevoked and the like, if the key has ended meanwhile;
 *   tooManyPhotosAtOnce; what the work throws
 */
export function imageReceiver(
  { config: { limits }, incomingFolder, photoSlots, uploadSpace: space }: CompreFaceNeeds,
  ...fields: readonly string[]
): (ctx: Context, work: WithImages) => Promise<void> {
  const form = {
    ...{ fields, limit: fields.length, megabytes: limits.photoMegabytes, space },
    tooLarge: () => photoTooLarge(limits.photoMegabytes),
  };
  const receiveForm = receiveFiles(incomingFolder, form);
  const receiveJson = receiveBase64(incomingFolder, form);
  return async (ctx, work) => {
    const kind = ctx.is('multipart/form-data', 'application/json');
    if (!kind) throw uploadUnsupported();
    await (kind === 'application/json' ? receiveJson : receiveForm)(ctx as never, async () => {
      const { uploads } = ctx.state as unknown as Received;
      const paths = fields.flatMap((field) => uploads.find((upload) => upload.field === field)?.path ?? []);
      if (paths.length < fields.length) throw noFile();
      await photoSlots.run(getUserId(ctx), async () =>
        work(...(await Promise.all(paths.map((path) => readFile(path))))),
      );
    });
  };
}
