import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { receiveZip } from '../../account/import/receive-zip';
import { bodyUnsupported, photoTooLarge } from '../../errors';
import type { Context } from '../../web/context';
import { receiveBase64 } from '../../web/uploads/receive-base64';
import { receiveJson } from '../../web/uploads/receive-json';
import { type Received, receiveFiles, type Upload } from '../../web/uploads/receive-photos';
import type { ProtocolNeeds } from '../services';
import type { FilesBody, Operation } from './operation';
import { readPart } from './read-parts';

/** What came with a request. */
export interface ReceivedBody {
  body: unknown;
  uploads: readonly Upload[];
  /** SHA-256 of all of it, in hex. Reading it again takes time, so it is made when it is asked for. */
  digest(): Promise<string>;
}

const NOTHING: ReceivedBody = { body: undefined, uploads: [], digest: () => digestOf(undefined, []) };

const FILE_TYPES = ['multipart/form-data', 'application/json'];

/** What receives the files of a request: from a form, or from JSON. */
function receiverOf(ctx: Context, { files, most }: FilesBody, needs: ProtocolNeeds) {
  const { config, incomingFolder, uploadSpace: space } = needs;
  const { importMegabytes, photoMegabytes, photosPerUpload } = config.limits;
  const receiveIn = ctx.is('application/json') ? receiveBase64 : receiveFiles;
  if (files === 'zip') return receiveZip(incomingFolder, importMegabytes, space, receiveIn);
  return receiveIn(incomingFolder, {
    limit: most === 'upload' ? photosPerUpload : most,
    megabytes: photoMegabytes,
    tooLarge: () => photoTooLarge(photoMegabytes),
    space,
  });
}

async function digestOf(body: unknown, uploads: readonly Upload[]): Promise<string> {
  const hash = createHash('sha256').update(`${JSON.stringify(body)}\n`);
  for (const { path } of uploads) {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    hash.update('\n');
  }
  return hash.digest('hex');
}

/**
 * Receives the body of a call, reads it by its schema, and removes its files once the work is done.
 * @throws what `receiveJson`, `receiveFiles`, `readPart` and the work throw
 */
export async function receiveBody(
  ctx: Context,
  expected: Operation['body'],
  needs: ProtocolNeeds,
  work: (received: ReceivedBody) => Promise<void>,
): Promise<void> {
  if (!expected) return work(NOTHING);
  if (expected.kind === 'json') {
    const body = readPart(expected.schema, await receiveJson(ctx, expected.kilobytes));
    return work({ body, uploads: [], digest: () => digestOf(body, []) });
  }
  if (!ctx.is(...FILE_TYPES) || ctx.get('Content-Encoding')) throw bodyUnsupported(FILE_TYPES.join(' or '));
  await receiverOf(
    ctx,
    expected,
    needs,
  )(ctx as never, async () => {
    const { fields, uploads } = ctx.state as unknown as Received;
    const body = readPart(expected.schema, fields);
    await work({ body, uploads, digest: () => digestOf(body, uploads) });
  });
}
