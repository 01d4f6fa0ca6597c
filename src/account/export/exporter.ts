import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { UserSlots } from '../../concurrency/user-slots';
import { tooManyAtOnce } from '../../errors';
import { Removals } from '../../storage/removals';
import { type GallerySources, GalleryWriter } from './gallery-writer';
import { TextFile } from './text-file';
import { ZipWriter } from './zip-writer';

interface Dependencies extends GallerySources {
  /** For temporary files. */
  folder: string;
}

/** Downloads of one user at the same time: each keeps files open for as long as its reader takes, hours perhaps. */
const MAX_AT_ONCE = 3;

/** Gives people all that is kept of theirs, in one zip that another FamiliarFaces takes. */
export class Exporter {
  private readonly removals: Removals;
  private readonly shares = new UserSlots(MAX_AT_ONCE, tooManyAtOnce);

  constructor(
    private readonly deps: Dependencies,
    private readonly log: Logger,
  ) {
    this.removals = new Removals(deps.folder);
  }

  /**
   * A zip that is written while it is read. When something goes wrong it breaks off, so that nobody takes it for whole.
   * @throws tooManyAtOnce, and when it can't even begin
   */
  begin(userId: number): Promise<Readable> {
    return new Promise((resolve, reject) => {
      const work = async () => {
        const text = await TextFile.create(this.deps.folder);
        const zip = new ZipWriter();
        resolve(zip.stream);
        await this.write(userId, zip, text).catch((error) => this.breakOff(zip, error));
      };
      this.shares.run(userId, work).catch(reject);
    });
  }

  private breakOff(zip: ZipWriter, error: Error): void {
    if (!zip.signal.aborted) this.log.error({ err: error }, 'failed to finish an export');
    zip.stream.destroy(error);
  }

  private async write(userId: number, zip: ZipWriter, text: TextFile): Promise<void> {
    try {
      await new GalleryWriter(this.deps, zip, text).write(userId);
      zip.end();
    } finally {
      await text.close();
      await this.removals.discard(text.path);
    }
  }
}
