import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { FairGate } from '../../concurrency/fair-gate';
import { FairQueue } from '../../concurrency/fair-queue';
import { tooManyAtOnce } from '../../errors';
import type { Context } from '../context';
import { clientAbortSignal } from './client-abort';

/**
 * How many pictures are cut, shrunk or drawn at once. Each takes up to 40 MB, and one of the four threads that Node has
 * for this and for all files.
 */
const MAX_MADE_AT_ONCE = 2;

/**
 * How many photos one user may download at once. Each keeps a file open, or a picture in memory, until it has been
 * read. Our pages load sixty; what two or three pages load beyond a hundred waits.
 */
const DOWNLOADS = { atOnce: 100, waiting: 100 };
const WAIT_MS = 30_000;

/**
 * Answers with private photos, and limits how many are made and sent at once. Browsers may cache a photo but have to
 * revalidate it each time, so that nobody sees it after a sign-out or a deletion. A photo opened by itself can't run
 * scripts.
 */
export class PhotoResponses {
  private readonly queue = new FairQueue(MAX_MADE_AT_ONCE);
  private readonly downloads: FairGate;

  /** @param waitMs how long a download may wait for its turn, in milliseconds */
  constructor(waitMs = WAIT_MS) {
    this.downloads = new FairGate({ ...DOWNLOADS, waitMs }, tooManyAtOnce);
  }

  /**
   * Answers with a photo (JPEG) that is made for this request.
   * @param version changes whenever the bytes do
   * @param make returns the bytes, or undefined when there is no such photo; it is called when a place is free
   * @returns whether there was such a photo
   * @throws what `make` throws; tooManyAtOnce; clientGone when the client has disconnected
   */
  sendMade(ctx: Context, version: string, make: () => Promise<Buffer | undefined>): Promise<boolean> {
    return answerWith(ctx, version, () =>
      this.download(ctx, async (signal) => {
        const bytes = await this.queue.run(signal, make, ctx.state.user?.id);
        if (bytes) ctx.body = bytes;
        return bytes !== undefined;
      }),
    );
  }

  /**
   * Answers with a stored photo (JPEG). The file is read only as fast as the client reads it, so that slow clients take
   * no memory.
   * @param version changes whenever the bytes do
   * @param open returns the file, which this method closes, or undefined when there is no such file
   * @returns whether there was such a file
   * @throws what `open` throws; tooManyAtOnce; clientGone when the client has disconnected
   */
  sendStored(ctx: Context, version: string, open: () => Promise<FileHandle | undefined>): Promise<boolean> {
    return answerWith(ctx, version, () =>
      this.download(ctx, async (signal) => {
        const file = await open();
        if (file) await sendFile(ctx, file, signal);
        return file !== undefined;
      }),
    );
  }

  /**
   * Sets the answer's body when the user's turn to download has come, and counts the download until the answer is closed.
   * @param setBody returns whether there was a photo
   * @throws what `setBody` throws; clientGone; tooManyAtOnce when too many wait
   */
  private async download(ctx: Context, setBody: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
    const signal = clientAbortSignal(ctx);
    const end = await this.downloads.enter(ctx.state.user?.id ?? 0, signal);
    const isSending = await setBody(signal).catch((error) => {
      end();
      throw error;
    });
    if (isSending && !signal.aborted) ctx.res.once('close', end);
    else end();
    return isSending;
  }
}

/** Sends a file, and closes it in the end. */
async function sendFile(ctx: Context, file: FileHandle, signal: AbortSignal): Promise<void> {
  try {
    const { size } = await file.stat();
    signal.throwIfAborted();
    const stream = file.createReadStream();
    signal.addEventListener('abort', () => stream.destroy());
    ctx.body = stream;
    ctx.length = size;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @param setBody returns whether there was a photo; it isn't called when the browser has this version already */
async function answerWith(ctx: Context, version: string, setBody: () => Promise<boolean>): Promise<boolean> {
  ctx.etag = createHash('sha256').update(version).digest('base64url');
  ctx.status = 200; // `ctx.fresh` is true for a success only
  if (ctx.fresh) ctx.status = 304;
  else if (await setBody()) ctx.type = 'image/jpeg';
  else {
    ctx.remove('ETag');
    return false;
  }
  ctx.set('Cache-Control', 'private, no-cache');
  // Chromium itself puts an inline style on the page that it shows around a picture.
  ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");
  return true;
}
