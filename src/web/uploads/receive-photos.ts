import multer from '@koa/multer';
import type { Limits } from '../../config';
import * as errors from '../../errors';
import { MEGABYTE } from '../../units';
import type { Context, Middleware } from '../context';
import { feed } from './form-end';
import { IncomingFiles } from './incoming-files';
import { readFirstFields } from './leading-fields';
import { FIELD, faultOfUpload } from './upload-faults';
import { uploadRequest } from './upload-request';
import { type UploadPlace, UploadSpace } from './upload-space';
import { MAX_OVERHEAD, watchUpload } from './upload-watch';

/** An uploaded file. */
export interface Upload {
  /** The file's name on the user's computer: to show, never to use as a path. */
  originalName: string;
  /** The field that has it. */
  field: string;
  /** Where the file is until the request ends. */
  path: string;
}

/** What a form may upload. */
export interface UploadForm {
  /** The fields that have files; by default `file`. */
  fields?: readonly string[];
  /** The most files. */
  limit: number;
  /** The largest file, in MB. */
  megabytes: number;
  /** Makes the fault of a larger file. */
  tooLarge: () => errors.Fault;
  /** Whether a file from a chosen folder has its path within the folder as its name. */
  keepPaths?: boolean;
  /** The room that a user's uploads share. */
  space?: UploadSpace | undefined;
}

/** What `receiveFiles` adds to the state. */
export interface Received {
  uploads: [Upload, ...Upload[]];
  /** The other fields. */
  fields: Readonly<Record<string, string>>;
}

const isText = (field: [string, unknown]): field is [string, string] => typeof field[1] === 'string';

const textsOf = (body: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(body ?? {}).filter(isText));

/** The files that multer has received, in the order of their fields. */
const uploadsOf = (files: unknown, fields: readonly string[]): Upload[] =>
  fields.flatMap((field) =>
    ((files as Record<string, multer.File[]> | undefined)?.[field] ?? []).map(
      ({ originalname: originalName, path }) => ({
        field,
        originalName,
        path,
      }),
    ),
  );

/** Receives photos: `receiveFiles` with the size limit of photos. */
export function receivePhotos(
  folder: string,
  limits: Pick<Limits, 'photoMegabytes'>,
  limit: number,
  space?: UploadSpace,
): Middleware<object, Received> {
  return receiveFiles(folder, {
    limit,
    space,
    megabytes: limits.photoMegabytes,
    tooLarge: () => errors.photoTooLarge(limits.photoMegabytes),
  });
}

/**
 * Receives the files in a form's fields as temporary files, so that a large upload takes no memory. They are
 * removed when the request ends. `ctx.state.uploads` has the files, `ctx.state.fields` the other fields; after a fault,
 * the fields that had arrived.
 * @throws a fault from `errors.ts` unless the form has 1 to `limit` files of an allowed size
 */
export function receiveFiles(folder: string, form: UploadForm): Middleware<object, Received> {
  const { limit, megabytes, tooLarge, keepPaths, space = new UploadSpace(folder, Number.POSITIVE_INFINITY) } = form;
  const fields = form.fields ?? [FIELD];
  const fileSize = megabytes * MEGABYTE;
  const maxBytes = limit * fileSize + MAX_OVERHEAD;
  const files = new IncomingFiles(folder);
  const receive = multer({
    storage: files,
    streamHandler: feed,
    preservePath: keepPaths ?? false,
    // multer's default is latin1, which garbles every name that isn't English.
    defParamCharset: 'utf8',
    limits: {
      fileSize,
      files: limit + 1,
      fields: 8,
      parts: limit + 10,
      fieldSize: MAX_OVERHEAD / 4,
      fieldNameSize: 100,
      fieldNestingDepth: 0,
    },
  } as never).fields(fields.map((name) => ({ name, maxCount: limit })));

  /** Receives the form, whatever it consists of. @throws what `faultOfUpload` makes of it; then nothing of it is left */
  async function read(ctx: Context, place: UploadPlace) {
    const watch = watchUpload(ctx, { files, place, maxBytes, tooLarge });
    try {
      await Promise.race([receive(ctx as never, async () => {}), watch.failed]);
      const texts = textsOf(ctx.request.body);
      // multer makes a list of a field that comes twice. Our forms send none.
      if (Object.keys(texts).length < Object.keys(ctx.request.body ?? {}).length) throw errors.uploadMalformed();
      return { uploads: uploadsOf(ctx.request.files, fields), fields: texts };
    } catch (error) {
      // Nothing reads the rest, if there is any: http/unread-bodies.ts ends it.
      ctx.req.unpipe();
      ctx.state.fields = textsOf(ctx.req.body);
      await files.discard(ctx.req);
      throw faultOfUpload(error, { fields, limit, tooLarge });
    } finally {
      watch.end();
    }
  }

  return async function receiveFiles(ctx, next) {
    if (!ctx.is('multipart/form-data')) throw errors.uploadNotAForm();
    if ((ctx.request.length ?? 0) > maxBytes) {
      // The rest of the body isn't read, so the connection has to end with this answer.
      ctx.set('Connection', 'close');
      ctx.state.fields = textsOf(await readFirstFields(ctx.req));
      throw tooLarge();
    }
    const expected = ctx.request.length ?? 0;
    await uploadRequest(ctx, { files, space, expected, read: (place) => read(ctx, place) }, next);
  };
}
