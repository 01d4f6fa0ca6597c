import { noFile } from '../../errors';
import type { Context, Next } from '../context';
import type { IncomingFiles } from './incoming-files';
import type { UploadPlace, UploadSpace } from './upload-space';

interface Reading {
  files: IncomingFiles;
  space: UploadSpace;
  /** How many bytes of files are expected, as far as the client says it, or 0. */
  expected: number;
  /** Reads the body. When it rejects, nothing of it is left. */
  read: (place: UploadPlace) => Promise<{ uploads: readonly object[]; fields: Record<string, string> }>;
}

/**
 * Has a body read within its user's space for uploads, and removes its files when the request ends.
 * @throws noFile, tooMuchAtOnce, storageFull, what `read` and `recheckAccess` throw
 */
export async function uploadRequest(
  ctx: Context,
  { files, space, expected, read }: Reading,
  next: Next,
): Promise<void> {
  const place = await space.begin(ctx.state.user?.id ?? 0, expected);
  const received = await read(place).catch((error) => {
    place.leave();
    throw error;
  });
  const remove = () => files.discard(ctx.req).finally(place.leave);
  try {
    const [first, ...others] = received.uploads;
    ctx.state.fields = received.fields;
    if (!first) throw noFile();
    await ctx.state.recheckAccess?.();
    Object.assign(ctx.state, { uploads: [first, ...others] });
    await next();
  } finally {
    // A progress stream still works with the files when this middleware ends.
    if (ctx.state.afterStream) ctx.state.afterStream.push(remove);
    else await remove();
  }
}
