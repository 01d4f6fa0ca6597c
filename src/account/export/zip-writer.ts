import type { FileHandle } from 'node:fs/promises';
import type { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** Writes a zip piece by piece, at the speed at which it is read: no file is in memory as a whole. */
export class ZipWriter {
  private readonly zip = new ZipFile();
  private readonly left = new AbortController();

  constructor() {
    // What goes wrong with a file is told by its own stream.
    this.zip.on('error', (error) => this.stream.destroy(error));
    this.stream.once('close', () => this.left.abort());
  }

  /** Aborts when nobody reads it any more. */
  get signal(): AbortSignal {
    return this.left.signal;
  }

  /** The zip itself. */
  get stream(): PassThrough {
    return this.zip.outputStream as PassThrough;
  }

  /**
   * Adds a file and closes it; photos are stored as they are, they don't get smaller.
   * @returns when it has been read to its end, or when nobody reads the zip any more
   */
  async add(
    name: string,
    file: FileHandle,
    { modified, compress }: { modified: Date; compress: boolean },
  ): Promise<void> {
    const source = file.createReadStream();
    const leave = () => void source.destroy();
    this.signal.addEventListener('abort', leave);
    try {
      await new Promise<void>((resolve, reject) => {
        source.once('close', resolve).once('error', reject);
        this.zip.addReadStreamLazy(name, { mtime: modified, mode: 0o100644, compress }, once(source));
        if (this.signal.aborted) leave();
      });
    } finally {
      this.signal.removeEventListener('abort', leave);
    }
  }

  end(): void {
    this.zip.end();
  }
}

type Give = (give: (error: null, stream: Readable) => void) => void;

/** The zip keeps this function of each file to its end: it must not hold the stream. */
function once(source: Readable): Give {
  let held: Readable | undefined = source;
  return (give) => {
    const stream = held;
    held = undefined;
    if (stream) give(null, stream);
  };
}
