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
const MAX_MADE_AT_ONCE = 2;

/** Photos on their way to one user: each keeps a file open, or a picture in memory, for as long as its reader takes. A page of ours asks for sixty. */
const MAX_ON_THE_WAY = 100;

/**
 * Answers with private photos, and bounds how many are made and sent at once in an app. A browser may keep a photo, but asks
 * again each time, so that nobody sees it after a sign-out or a delete; opened by itself, it can run nothing.
 */
export class PhotoResponses {
  private readonly queue = new FairQueue(MAX_MADE_AT_ONCE);
  private readonly onTheWay = new UserSlots(MAX_ON_THE_WAY, tooManyAtOnce);

  /**
   * Answers with a photo (JPEG) that is made for this answer.
   * @param version changes whenever the bytes do
   * @param make gives the bytes when it is their turn; undefined when there are none
   * @returns whether there were any
   * @throws what `make` throws; tooManyAtOnce; clientGone when nobody waits for them any more
   */
  sendMade(ctx: Context, version: string, make: () => Promise<Buffer | undefined>): Promise<boolean> {
    return answerWith(ctx, version, async () => {
      const signal = clientAbortSignal(ctx);
      const bytes = await this.queue.run(signal, make, ctx.state.user?.id);
      if (!bytes) return false;
      this.countOnTheWay(ctx, signal);
      ctx.body = bytes;
      return true;
    });
  }

  /**
   * Answers with a photo (JPEG) as it is stored: it is read as fast as it is taken, so that a slow reader fills no memory.
   * @param version changes whenever the bytes do
   * @param open gives the file, which is closed here; undefined when it is gone
   * @returns whether there was one
   * @throws what `open` throws; tooManyAtOnce; clientGone when nobody waits for it any more
   */
  sendStored(ctx: Context, version: string, open: () => Promise<FileHandle | undefined>): Promise<boolean> {
    return answerWith(ctx, version, async () => {
      const signal = clientAbortSignal(ctx);
      const file = await open();
      if (file) await this.sendFile(ctx, file, signal);
      return file !== undefined;
    });
  }

  private async sendFile(ctx: Context, file: FileHandle, signal: AbortSignal): Promise<void> {
    try {
      const { size } = await file.stat();
      this.countOnTheWay(ctx, signal);
      const stream = file.createReadStream();
      signal.addEventListener('abort', () => stream.destroy());
      ctx.body = stream;
      ctx.length = size;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** @throws clientGone, tooManyAtOnce */
  private countOnTheWay(ctx: Context, signal: AbortSignal): void {
    signal.throwIfAborted();
    ctx.res.once('close', this.onTheWay.acquire(ctx.state.user?.id ?? 0));
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
