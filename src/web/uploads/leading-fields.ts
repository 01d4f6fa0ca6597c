import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import multer from 'multer';

const readTexts = multer({ limits: { fields: 8, fieldNestingDepth: 0 } }).none();

/**
 * The fields before the first file of an upload that is too large to be read: what has arrived of it with the headers is enough,
 * and no more is taken.
 * @returns what multer makes of the fields
 */
export async function readFirstFields(request: IncomingMessage): Promise<unknown> {
  if (request.readableLength === 0) await Promise.race([once(request, 'readable'), once(request, 'close')]);
  const beginning = Readable.from([request.read() ?? Buffer.alloc(0)], { objectMode: false });
  const cut = Object.assign(beginning, { headers: request.headers, body: {} });
  // It ends in the middle, of which multer complains; by then it has the fields.
  await new Promise((resolve) => readTexts(cut as never, {} as never, resolve));
  return cut.body;
}
