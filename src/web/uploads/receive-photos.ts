import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import multer from '@koa/multer';
import { MulterError } from 'multer';
import { faultOf as knownFault } from '../../catalog/storage-faults';
import type { Limits } from '../../config';
import * as errors from '../../errors';
import { Removals } from '../../storage/removals';
import { MEGABYTE } from '../../units';
import type { Middleware } from '../context';
import { readFirstFields } from './leading-fields';

export interface Upload {
  /** As the person's machine calls it: to be shown, never used. */
  originalName: string;
  path: string;
}

export interface UploadForm {
  /** How many files it takes. */
  limit: number;
  /** The largest file that is taken. */
  megabytes: number;
  /** What a larger one is refused with. */
  tooLarge: () => errors.Fault;
  /** Whether a file of a chosen folder keeps its path within it as its name. */
  keepPaths?: boolean;
}

/** What receiving adds to the state. */
export interface Received {
  uploads: [Upload, ...Upload[]];
  /** The other fields. */
  fields: Readonly<Record<string, string>>;
}

const FIELD = 'file';
// The other fields and the parts' headers; a form of ours has far less.
const MAX_OVERHEAD = 100_000;

function faultOf(error: unknown, { limit, tooLarge }: UploadForm): unknown {
  if (!(error instanceof MulterError)) return knownFault(error) ?? errors.uploadMalformed(error);
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return tooLarge();
    case 'LIMIT_FILE_COUNT':
      return errors.tooManyFiles(limit);
    case 'LIMIT_UNEXPECTED_FILE':
      return error.field === FIELD ? errors.tooManyFiles(limit) : errors.unexpectedFile();
    case 'LIMIT_PART_COUNT':
    case 'LIMIT_FIELD_COUNT':
      return errors.uploadTooManyParts();
    case 'LIMIT_FIELD_VALUE':
    case 'LIMIT_FIELD_KEY':
      return errors.fieldTooLong();
    default:
      return errors.uploadMalformed(error);
  }
}

/** Rejects when an upload is given up (slow-clients.ts): multer would wait for the rest of it before it says so. */
const whenGivenUp = (request: IncomingMessage) =>
  new Promise<never>((_, reject) => request.on('error', (error) => errors.isFault(error) && reject(error)));

const isText = (field: [string, unknown]): field is [string, string] => typeof field[1] === 'string';

const textsOf = (body: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(body ?? {}).filter(isText));

/** Receives photos: `receiveFiles` within the limits that are set for photos. */
export function receivePhotos(
  folder: string,
  limits: Pick<Limits, 'photoMegabytes'>,
  limit: number,
): Middleware<object, Received> {
  return receiveFiles(folder, {
    limit,
    megabytes: limits.photoMegabytes,
    tooLarge: () => errors.photoTooLarge(limits.photoMegabytes),
  });
}

/**
 * Receives the files of a form's field `file` into a folder of temporary files, which are gone when the request is:
 * so a large upload fills no memory. `ctx.state.uploads` has the files, `ctx.state.fields` the other fields; when it
 * throws, those that had arrived.
 * @throws a fault of `errors.ts` for anything but 1 to `most` files of an allowed size
 */
export function receiveFiles(folder: string, form: UploadForm): Middleware<object, Received> {
  const { limit, megabytes, tooLarge, keepPaths } = form;
  const largest = megabytes * MEGABYTE;
  const removals = new Removals(folder);
  // Of a file that could not be written to its end, multer knows nothing any more.
  const begun = new WeakMap<IncomingMessage, string[]>();
  const storage = multer.diskStorage({
    destination: folder,
    filename: (request, _file, name) => {
      const random = randomBytes(16).toString('hex');
      begun.set(request, [...(begun.get(request) ?? []), path.join(folder, random)]);
      name(null, random);
    },
  });
  const receive = multer({
    storage,
    preservePath: keepPaths ?? false,
    // multer's default is latin1, which mangles every name that isn't English.
    defParamCharset: 'utf8',
    limits: {
      fileSize: largest,
      files: limit + 1,
      fields: 8,
      parts: limit + 10,
      fieldSize: MAX_OVERHEAD / 4,
      fieldNameSize: 100,
      fieldNestingDepth: 0,
    },
  } as multer.Options).array(FIELD, limit);

  return async function receiveFiles(ctx, next) {
    if (!ctx.is('multipart/form-data')) throw errors.uploadNotAForm();
    if ((ctx.request.length ?? 0) > limit * largest + MAX_OVERHEAD) {
      // The rest of the body is not read: the connection ends with this answer.
      ctx.set('Connection', 'close');
      ctx.state.fields = textsOf(await readFirstFields(ctx.req));
      throw tooLarge();
    }
    try {
      await Promise.race([receive(ctx as never, async () => {}), whenGivenUp(ctx.req)]);
    } catch (error) {
      ctx.state.fields = textsOf(ctx.req.body);
      await removals.discard(...(begun.get(ctx.req) ?? []));
      throw faultOf(error, form);
    }
    const files = (ctx.request.files ?? []) as multer.File[];
    const remove = () => removals.discard(...files.map((file) => file.path));
    try {
      const [first, ...others] = files.map((file) => ({ originalName: file.originalname, path: file.path }));
      ctx.state.fields = textsOf(ctx.request.body);
      // multer makes a list of a field that comes twice; no form of ours sends one.
      if (Object.keys(ctx.state.fields).length < Object.keys(ctx.request.body ?? {}).length)
        throw errors.uploadMalformed();
      if (!first) throw errors.noFile();
      ctx.state.uploads = [first, ...others];
      await next();
    } finally {
      // An answer in stages goes on, and works with the files, when the request has been dealt with.
      if (ctx.state.afterStream) ctx.state.afterStream.push(remove);
      else await remove();
    }
  };
}
