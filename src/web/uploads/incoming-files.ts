import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Removals } from '../../storage/removals';

/** A file of an upload, as multer knows it. */
interface Part {
  stream: Readable;
}

type Done = (error?: unknown, info?: { path: string; size: number }) => void;

/** What has arrived of one request. */
interface Arrivals {
  files: Array<{ path: string; stream: WriteStream }>;
  /** Of all files together. */
  bytes: number;
  /** Whether one of them was cut off at the limit of its size. */
  isCut: boolean;
  isOver: boolean;
}

/** Writes the files of uploads into a folder, for multer. Other than multer's own storage it can be stopped at any time. */
export class IncomingFiles {
  private readonly removals: Removals;
  private readonly arrivals = new WeakMap<IncomingMessage, Arrivals>();

  constructor(private readonly folder: string) {
    this.removals = new Removals(folder);
  }

  /** What has arrived of a request. */
  of(request: IncomingMessage): Arrivals {
    const known = this.arrivals.get(request) ?? { files: [], bytes: 0, isCut: false, isOver: false };
    this.arrivals.set(request, known);
    return known;
  }

  /** Removes all files of a request, whether they are whole or not, and lets none begin any more. */
  async discard(request: IncomingMessage): Promise<void> {
    const arrived = this.of(request);
    arrived.isOver = true;
    for (const { stream } of arrived.files) {
      stream.destroy();
      if (!stream.closed) await once(stream, 'close').catch(() => {});
    }
    await this.removals.discard(...arrived.files.map((each) => each.path));
  }

  /** Writes a file; multer calls this. */
  _handleFile(request: IncomingMessage, { stream }: Part, done: Done): void {
    const arrived = this.of(request);
    if (arrived.isOver) {
      done(new Error('the upload is over'));
      return;
    }
    const file = path.join(this.folder, randomBytes(16).toString('hex'));
    const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    arrived.files.push({ path: file, stream: target });
    stream.on('data', ({ length }: Buffer) => {
      arrived.bytes += length;
    });
    stream.once('limit', () => {
      arrived.isCut = true;
    });
    pipeline(stream, target).then(() => done(undefined, { path: file, size: target.bytesWritten }), done);
  }

  /** Does nothing: `discard` removes all files of a request together. */
  _removeFile(_request: IncomingMessage, _file: object, done: Done): void {
    done();
  }
}
