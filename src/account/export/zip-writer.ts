import type { FileHandle } from 'node:fs/promises';
import type { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** Writes a zip as fast as it is read. No file is in memory as a whole. */
export class ZipWriter {
  private readonly zip = new ZipFile();
  private readonly aborter = new AbortController();

  constructor() {
    // Errors of a file come from its own stream, in `add`.
    this.zip.on('error', (error) => this.stream.destroy(error));
    this.stream.once('close', () => this.aborter.abort());
  }

  /** Aborts when nobody reads the zip any more. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** The bytes of the zip. */
  get stream(): PassThrough {
    return this.zip.outputStream as PassThrough;
  }

  /**
   * Adds a file and closes it. Resolves when it has been read to its end, or when nobody reads the zip any more.
   * @param options.compress false for photos, which don't get smaller
   */
  async add(
    name: string,
    file: FileHandle,
    { modified, compress }: { modified: Date; compress: boolean },
  ): Promise<void> {
    const source = file.createReadStream({ start: 0 });
    const stop = () => void source.destroy();
    this.signal.addEventListener('abort', stop);
    try {
      await new Promise<void>((resolve, reject) => {
        source.once('close', resolve).once('error', reject);
        this.zip.addReadStreamLazy(name, { mtime: modified, mode: 0o100644, compress }, once(source));
        if (this.signal.aborted) stop();
      });
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }

  end(): void {
    this.zip.end();
  }
}

type Give = (give: (error: null, stream: Readable) => void) => void;

/** Gives a stream once and lets go of it: yazl keeps this function of each file until the zip ends. */
function once(source: Readable): Give {
  let held: Readable | undefined = source;
  return (give) => {
    const stream = held;
    held = undefined;
    if (stream) give(null, stream);
  };
}
