import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import multer from 'multer';

const readTexts = multer({ limits: { fields: 8, fieldNestingDepth: 0 } }).none();

/**
 * Reads the fields before the first file of an upload that is too large to be read whole. They arrive together with the
 * headers, so only the first chunk is read.
 * @returns the fields as multer parses them
 */
export async function readFirstFields(request: IncomingMessage): Promise<unknown> {
  if (request.readableLength === 0) await Promise.race([once(request, 'readable'), once(request, 'close')]);
  const start = Readable.from([request.read() ?? Buffer.alloc(0)], { objectMode: false });
  const cut = Object.assign(start, { headers: request.headers, body: {} });
  // The cut upload is an error for multer, but by then it has the fields.
  await new Promise((resolve) => readTexts(cut as never, {} as never, resolve));
  return cut.body;
}
