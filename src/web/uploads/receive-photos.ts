import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import multer from '@koa/multer';
import type { Limits } from '../../config';
import * as errors from '../../errors';
import { Removals } from '../../storage/removals';
import { MEGABYTE } from '../../units';
import type { Middleware } from '../context';
import { readFirstFields } from './leading-fields';
import { FIELD, faultOfUpload } from './upload-faults';

/** An uploaded file. */
export interface Upload {
  /** The file's name on the user's computer: to show, never to use as a path. */
  originalName: string;
  /** Where the file is until the request ends. */
  path: string;
}

/** What a form may upload. */
export interface UploadForm {
  /** The most files. */
  limit: number;
  /** The largest file, in MB. */
  megabytes: number;
  /** Makes the fault of a larger file. */
  tooLarge: () => errors.Fault;
  /** Whether a file from a chosen folder has its path within the folder as its name. */
  keepPaths?: boolean;
}

/** What `receiveFiles` adds to the state. */
export interface Received {
  uploads: [Upload, ...Upload[]];
  /** The other fields. */
  fields: Readonly<Record<string, string>>;
}

// In bytes, for the other fields and the headers of the parts. Our forms have far less.
const MAX_OVERHEAD = 100_000;

/** Rejects when slow-clients.ts fails an upload: multer would first wait for the rest of it. */
const whenFailed = (request: IncomingMessage) =>
  new Promise<never>((_, reject) => request.on('error', (error) => errors.isFault(error) && reject(error)));

const isText = (field: [string, unknown]): field is [string, string] => typeof field[1] === 'string';

const textsOf = (body: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(body ?? {}).filter(isText));

/** Receives photos: `receiveFiles` with the size limit of photos. */
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
 * Receives the files in a form's field `file` as temporary files, so that a large upload takes no memory. They are
 * removed when the request ends. `ctx.state.uploads` has the files, `ctx.state.fields` the other fields; after a fault,
 * the fields that had arrived.
 * @throws a fault from `errors.ts` unless the form has 1 to `limit` files of an allowed size
 */
export function receiveFiles(folder: string, form: UploadForm): Middleware<object, Received> {
  const { limit, megabytes, tooLarge, keepPaths } = form;
  const maxBytes = megabytes * MEGABYTE;
  const removals = new Removals(folder);
  // multer forgets a file that it couldn't write completely.
  const pathsOf = new WeakMap<IncomingMessage, string[]>();
  const storage = multer.diskStorage({
    destination: folder,
    filename: (request, _file, done) => {
      const random = randomBytes(16).toString('hex');
      pathsOf.set(request, [...(pathsOf.get(request) ?? []), path.join(folder, random)]);
      done(null, random);
    },
  });
  const receive = multer({
    storage,
    preservePath: keepPaths ?? false,
    // multer's default is latin1, which garbles every name that isn't English.
    defParamCharset: 'utf8',
    limits: {
      fileSize: maxBytes,
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
    if ((ctx.request.length ?? 0) > limit * maxBytes + MAX_OVERHEAD) {
      // The rest of the body isn't read, so the connection has to end with this answer.
      ctx.set('Connection', 'close');
      ctx.state.fields = textsOf(await readFirstFields(ctx.req));
      throw tooLarge();
    }
    try {
      await Promise.race([receive(ctx as never, async () => {}), whenFailed(ctx.req)]);
    } catch (error) {
      ctx.state.fields = textsOf(ctx.req.body);
      await removals.discard(...(pathsOf.get(ctx.req) ?? []));
      throw faultOfUpload(error, form);
    }
    const files = (ctx.request.files ?? []) as multer.File[];
    const remove = () => removals.discard(...files.map((file) => file.path));
    try {
      const [first, ...others] = files.map((file) => ({ originalName: file.originalname, path: file.path }));
      ctx.state.fields = textsOf(ctx.request.body);
      // multer makes a list of a field that comes twice. Our forms send none.
      if (Object.keys(ctx.state.fields).length < Object.keys(ctx.request.body ?? {}).length)
        throw errors.uploadMalformed();
      if (!first) throw errors.noFile();
      ctx.state.uploads = [first, ...others];
      await next();
    } finally {
      // A progress stream still works with the files when this middleware ends.
      if (ctx.state.afterStream) ctx.state.afterStream.push(remove);
      else await remove();
    }
  };
}
