import { rm } from 'node:fs/promises';
import multer from '@koa/multer';
import type Koa from 'koa';
import { MulterError } from 'multer';
import type { Limits } from '../config';
import * as errors from '../errors';

export interface Upload {
  /** As the person's machine calls it: to be shown, never used. */
  originalName: string;
  path: string;
}

declare module 'koa' {
  interface DefaultState {
    uploads: Upload[];
    fields: Record<string, string>;
  }
}

const FIELD = 'file';
const MEGABYTE = 1_000_000;
// The other fields and the parts' headers; a form of ours has far less.
const MOST_OVERHEAD = 100_000;

function faultOf(error: unknown, limits: Limits, most: number): unknown {
  if (!(error instanceof MulterError)) return errors.uploadMalformed(error);
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return errors.photoTooLarge(limits.photoMegabytes);
    case 'LIMIT_FILE_COUNT':
      return errors.tooManyFiles(most);
    case 'LIMIT_UNEXPECTED_FILE':
      return error.field === FIELD ? errors.tooManyFiles(most) : errors.unexpectedFile();
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

// multer makes a list of a field that comes twice; no form of ours sends one.
function singleFields(body: unknown): Record<string, string> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  if (fields.some(([, value]) => typeof value !== 'string')) throw errors.uploadMalformed();
  return Object.fromEntries(fields) as Record<string, string>;
}

/**
 * Receives the files of a form's field `file` into a folder of temporary files, which are gone when the request is:
 * so a large upload fills no memory. `ctx.state.uploads` has the files, `ctx.state.fields` the other fields.
 * @param most how many files the form takes
 * @throws a fault of `errors.ts` for anything but 1 to `most` files of an allowed size
 */
export function receivePhotos(folder: string, limits: Limits, most: number): Koa.Middleware {
  const largest = limits.photoMegabytes * MEGABYTE;
  const receive = multer({
    dest: folder,
    // multer's default is latin1, which mangles every name that isn't English.
    defParamCharset: 'utf8',
    limits: { fileSize: largest, files: most + 1, fields: 8, parts: most + 10, fieldSize: MOST_OVERHEAD / 4, fieldNameSize: 100, fieldNestingDepth: 0 },
  } as multer.Options).array(FIELD, most);

  return async function receivePhotos(ctx, next) {
    if (!ctx.is('multipart/form-data')) throw errors.uploadNotAForm();
    if ((ctx.request.length ?? 0) > most * largest + MOST_OVERHEAD) {
      // The rest of the body is not read: the connection ends with this answer.
      ctx.set('Connection', 'close');
      throw errors.photoTooLarge(limits.photoMegabytes);
    }
    try {
      await receive(ctx as never, async () => {});
    } catch (error) {
      throw faultOf(error, limits, most);
    }
    const files = (ctx.request.files ?? []) as multer.File[];
    try {
      ctx.state.uploads = files.map((file) => ({ originalName: file.originalname, path: file.path }));
      ctx.state.fields = singleFields(ctx.request.body);
      if (files.length === 0) throw errors.noFile();
      await next();
    } finally {
      await Promise.all(files.map((file) => rm(file.path, { force: true })));
    }
  };
}
