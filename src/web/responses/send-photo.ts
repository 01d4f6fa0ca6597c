import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { FairQueue } from '../../concurrency/fair-queue';
import { UserSlots } from '../../concurrency/user-slots';
import { tooManyAtOnce } from '../../errors';
import type { Context } from '../context';
import { clientAbortSignal } from './client-abort';

/**
 * A picture that is cut, shrunk or drawn takes up to 40 MB meanwhile, and one of the four threads that Node has for this and
 * for all files: so few are made at a time, however many are asked for.
 */
const AT_A_TIME = 2;
const line = new FairQueue(AT_A_TIME);

/** Photos on their way to one user: each keeps a file open, or a picture in memory, for as long as its reader takes. A page of ours asks for sixty. */
const MAX_ON_THE_WAY = 100;
const onTheWay = new UserSlots(MAX_ON_THE_WAY, tooManyAtOnce);

/**
 * Answers with a private photo that is made for this answer. A browser may keep it, but asks again each time, so that nobody
 * sees it after a sign-out or a delete; opened by itself, it can run nothing.
 * @param version changes whenever the bytes do
 * @param make gives the bytes when it is their turn; undefined when there are none
 * @returns whether there were any
 * @throws what `make` throws; tooManyAtOnce; clientGone when nobody waits for them any more
 */
export function sendPhoto(ctx: Context, version: string, make: () => Promise<Buffer | undefined>): Promise<boolean> {
  return answerWith(ctx, version, async () => {
    const signal = clientAbortSignal(ctx);
    const bytes = await line.run(signal, make, ctx.state.user?.id);
    if (!bytes) return false;
    countOnTheWay(ctx, signal);
    ctx.body = bytes;
    return true;
  });
}

/**
 * As `sendPhoto`, with a photo as it is stored: it is read as fast as it is taken, so that a slow reader fills no memory.
 * @param open gives the file, which is closed here; undefined when it is gone
 */
export function sendStoredPhoto(
  ctx: Context,
  version: string,
  open: () => Promise<FileHandle | undefined>,
): Promise<boolean> {
  return answerWith(ctx, version, async () => {
    const signal = clientAbortSignal(ctx);
    const file = await open();
    if (file) await sendFile(ctx, file, signal);
    return file !== undefined;
  });
}

/** @throws clientGone, tooManyAtOnce */
function countOnTheWay(ctx: Context, signal: AbortSignal): void {
  signal.throwIfAborted();
  ctx.res.once('close', onTheWay.acquire(ctx.state.user?.id ?? 0));
}

async function sendFile(ctx: Context, file: FileHandle, signal: AbortSignal): Promise<void> {
  try {
    const { size } = await file.stat();
    countOnTheWay(ctx, signal);
    const stream = file.createReadStream();
    signal.addEventListener('abort', () => stream.destroy());
    ctx.body = stream;
    ctx.length = size;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @param setBody returns whether there was one; not called when the browser has it already */
async function answerWith(ctx: Context, version: string, setBody: () => Promise<boolean>): Promise<boolean> {
  ctx.etag = createHash('sha256').update(version).digest('base64url');
  ctx.status = 200; // `fresh` holds for a success only
  if (ctx.fresh) ctx.status = 304;
  else if (await setBody()) ctx.type = 'image/jpeg';
  else {
    ctx.remove('ETag');
    return false;
  }
  ctx.set('Cache-Control', 'private, no-cache');
  // The inline style is Chromium's own, for the page that it puts around a picture.
  ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");
  return true;
}
