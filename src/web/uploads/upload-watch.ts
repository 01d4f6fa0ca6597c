import type { IncomingMessage } from 'node:http';
import * as errors from '../../errors';
import { MEGABYTE } from '../../units';
import type { Context } from '../context';
import { clientAbortSignal } from '../responses/client-abort';
import type { IncomingFiles } from './incoming-files';
import type { UploadPlace } from './upload-space';

/** For the other fields and the headers of the parts, in bytes. Our forms have far less. */
export const MAX_OVERHEAD = 100_000;
/** How far the files may be behind what has arrived, beyond the other fields: the parser and the disk take it in pieces. */
const MAX_BEHIND = MEGABYTE + MAX_OVERHEAD;
/** How long the disk may take for the last piece once all of an upload has arrived. */
const MAX_AFTER_END_MS = 30_000;

interface Watched {
  files: IncomingFiles;
  place: UploadPlace;
  /** The largest body, in bytes. */
  maxBytes: number;
  /** How many bytes the files may be behind what has arrived. */
  maxBehind?: number;
  /** Makes the fault of a file that is too large. */
  tooLarge: () => errors.Fault;
}

/**
 * Ends an upload that its parser would wait for without end, or read for nothing: what arrives is counted, whatever it is.
 * @returns a promise that rejects when the client has left, when there is too much of anything, when the disk gets full, and some time
 *   after all has arrived; it never resolves. And a function that ends the watch.
 */
export function watchUpload(
  ctx: Context,
  { files, place, maxBytes, maxBehind = MAX_BEHIND, tooLarge }: Watched,
): { failed: Promise<never>; end(): void } {
  const { req: request } = ctx;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => {}); // it may come when nobody waits any more
  place.full.catch(fail);
  let bytes = 0;
  let isRefused = false;
  let timer: NodeJS.Timeout | undefined;

  const listeners = {
    // A slow upload (slow-clients.ts). The parser would first wait for the rest of it.
    error: (error: unknown) => errors.isFault(error) && fail(error),
    data({ length }: Buffer): void {
      bytes += length;
      const arrived = files.of(request);
      const isOver = bytes > maxBytes || (!isRefused && bytes - arrived.bytes > maxBehind);
      if (isOver) fail(arrived.isCut ? tooLarge() : errors.uploadTooLong());
      try {
        place.arrive(length);
      } catch (error) {
        fail(error);
      }
    },
    // The parser has refused the form. It answers when the rest has been read, as browsers want to send all of it.
    refused: () => {
      isRefused = true;
    },
    end: () => {
      timer = setTimeout(() => fail(errors.uploadMalformed(new Error('the form did not end'))), MAX_AFTER_END_MS);
    },
  };
  for (const [event, listener] of Object.entries(listeners)) request.on(event, listener);
  const signal = clientAbortSignal(ctx);
  const leave = () => fail(signal.reason);
  signal.addEventListener('abort', leave);
  if (signal.aborted) leave();
  return {
    failed,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      for (const [event, listener] of Object.entries(listeners)) request.off(event, listener);
    },
  };
}

/** Says that an upload's parser has refused it, and only reads on. */
export const noteRefusal = (request: IncomingMessage): boolean => request.emit('refused');
