import { statfs } from 'node:fs/promises';
import { isFault, noRoomForZip, tooManyZips, zipMissing, zipTooLarge } from '../../errors';
import type { Middleware } from '../../web/context';
import { type Received, receiveFiles } from '../../web/uploads/receive-photos';
import type { UploadSpace } from '../../web/uploads/upload-space';

/**
 * Makes middleware that receives one zip. If its length is known, a zip that doesn't fit on the disk is refused before it is received.
 * @param receiveIn what reads the body: a form, by default
 * @throws zipMissing, tooManyZips, zipTooLarge, noRoomForZip, and what receiveFiles throws
 */
export function receiveZip(
  folder: string,
  megabytes: number,
  space?: UploadSpace,
  receiveIn = receiveFiles,
): Middleware<object, Received> {
  const receive = receiveIn(folder, { limit: 1, megabytes, space, tooLarge: () => zipTooLarge(megabytes) });
  return async function receiveZip(ctx, next) {
    const { bavail, bsize } = await statfs(folder);
    if ((ctx.request.length ?? 0) > bavail * bsize) throw noRoomForZip();
    let received = false;
    try {
      await receive(ctx, async () => {
        received = true;
        await next();
      });
    } catch (error) {
      if (received) throw error;
      if (isFault(error, 'no_file')) throw zipMissing();
      if (isFault(error, 'too_many_files')) throw tooManyZips();
      throw isFault(error, 'storage_full') ? noRoomForZip(error.cause) : error;
    }
  };
}
