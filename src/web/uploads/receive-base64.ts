import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { faultOf } from '../../catalog/storage-faults';
import { bodyUnsupported, tooManyFiles } from '../../errors';
import { MEGABYTE } from '../../units';
import type { Context, Middleware } from '../context';
import { Base64Decoder } from './base64-decoder';
import { IncomingFiles } from './incoming-files';
import { type FileSink, JsonFiles } from './json-files';
import type { Received, Upload, UploadForm } from './receive-photos';
import { FIELD } from './upload-faults';
import { uploadRequest } from './upload-request';
import { type UploadPlace, UploadSpace } from './upload-space';
import { MAX_OVERHEAD, watchUpload } from './upload-watch';

/** Base64 is a third longer than its file. */
const ENCODED = 4 / 3;
/** How much longer JSON may make it: some write plus signs and slashes with backslashes. */
const MAX_ENCODED = 1.25 * ENCODED;

/** Writes the files of one JSON body. */
class Base64Files implements FileSink {
  readonly uploads: Upload[] = [];
  private file?: { decoder: Base64Decoder; stream: PassThrough; bytes: number; written: Promise<void> };

  constructor(
    private readonly request: IncomingMessage,
    private readonly files: IncomingFiles,
    private readonly form: UploadForm,
  ) {}

  begin(field: string): void {
    const number = this.uploads.length;
    if (number === this.form.limit) throw tooManyFiles(this.form.limit);
    const upload = { field, originalName: `${field} ${number + 1}`, path: '' };
    this.uploads.push(upload);
    const stream = new PassThrough();
    const written = new Promise<void>((resolve, reject) => {
      this.files._handleFile(this.request, { stream }, (error, info) => {
        upload.path = info?.path ?? '';
        if (error) reject(error);
        else resolve();
      });
    });
    written.catch(() => {}); // it may fail while nobody waits
    this.file = { decoder: new Base64Decoder(field), stream, bytes: 0, written };
  }

  write(piece: Buffer): Promise<void> {
    return this.put((decoder) => decoder.write(piece.toString('latin1')));
  }

  async end(): Promise<void> {
    await this.put((decoder) => decoder.end());
    this.file?.stream.end();
    await this.file?.written;
  }

  private async put(decode: (decoder: Base64Decoder) => Buffer): Promise<void> {
    const { file } = this;
    if (!file) return;
    const bytes = decode(file.decoder);
    file.bytes += bytes.length;
    if (file.bytes > this.form.megabytes * MEGABYTE) throw this.form.tooLarge();
    if (!file.stream.write(bytes)) await Promise.race([once(file.stream, 'drain'), file.written]);
  }
}

/** Texts, numbers and flags as a form has them. What is something else stays, for the schema to refuse. */
const asInForm = (fields: unknown): Record<string, string> =>
  typeof fields === 'object' && fields !== null && !Array.isArray(fields)
    ? Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
        ]),
      )
    : (fields as never);

/**
 * Receives files in Base64 in the fields of a JSON object, as the same temporary files that `receiveFiles` makes of a form: they are decoded as
 * they arrive, and none of them is ever in memory. Other fields are as in a form.
 * @throws bodyUnsupported, jsonMalformed, fieldInvalid, fieldTooLong, noFile, tooManyFiles, the form's `tooLarge`, tooMuchAtOnce, storageFull
 */
export function receiveBase64(folder: string, form: UploadForm): Middleware<object, Received> {
  const { limit, megabytes, tooLarge, space = new UploadSpace(folder, Number.POSITIVE_INFINITY) } = form;
  const fields = form.fields ?? [FIELD];
  const maxBytes = limit * megabytes * MEGABYTE * MAX_ENCODED + MAX_OVERHEAD;
  const files = new IncomingFiles(folder);

  async function read(ctx: Context, watch: ReturnType<typeof watchUpload>) {
    const sink = new Base64Files(ctx.req, files, form);
    const body = new JsonFiles(fields, sink, MAX_OVERHEAD);
    const parser = new Writable({
      write: (chunk: Buffer, _, done) => void body.write(chunk).then(() => done(), done),
    });
    try {
      ctx.req.pipe(parser);
      await Promise.race([finished(parser), watch.failed]);
      return { uploads: sink.uploads, fields: asInForm(body.end()) };
    } catch (error) {
      // Nothing reads the rest, if there is any: http/unread-bodies.ts ends it.
      ctx.req.unpipe();
      parser.destroy();
      await files.discard(ctx.req);
      throw faultOf(error) ?? error;
    } finally {
      watch.end();
    }
  }

  return async function receiveBase64(ctx, next) {
    if (!ctx.is('application/json') || ctx.get('Content-Encoding')) throw bodyUnsupported('JSON');
    const length = ctx.request.length ?? 0;
    if (length > maxBytes) {
      ctx.set('Connection', 'close'); // the rest isn't read
      throw tooLarge();
    }
    const reading = {
      ...{ files, space, expected: Math.ceil(length / ENCODED) },
      read: (place: UploadPlace) => {
        const decoded = { ...place, arrive: (bytes: number) => place.arrive(bytes / ENCODED) };
        return read(ctx, watchUpload(ctx, { files, place: decoded, maxBytes, maxBehind: maxBytes, tooLarge }));
      },
    };
    await uploadRequest(ctx, reading, next);
  };
}
