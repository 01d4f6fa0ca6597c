import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { UserSlots } from '../../concurrency/user-slots';
import { tooManyAtOnce } from '../../errors';
import { tellIn } from '../../gallery/galleries';
import type { Viewer } from '../../gallery/viewer';
import { Removals } from '../../storage/removals';
import { type GallerySources, GalleryWriter, type Part } from './gallery-writer';
import { TextFile } from './text-file';
import { ZipWriter } from './zip-writer';

interface Dependencies extends GallerySources {
  /** Where temporary files go. */
  folder: string;
}

/** How many downloads one user may have at the same time. Each keeps files open for as long as its client takes, which may be hours. */
const MAX_AT_ONCE = 3;

/** Exports a gallery as one zip, which another FamiliarFaces can import. */
export class Exporter {
  private readonly slots = new UserSlots(MAX_AT_ONCE, tooManyAtOnce);
  private readonly removals: Removals;

  constructor(
    private readonly deps: Dependencies,
    private readonly log: Logger,
  ) {
    this.removals = new Removals(deps.folder);
  }

  /**
   * Begins an export. The zip is written while it is read. If something goes wrong, the stream ends with an error, so that nobody
   * takes the zip for complete.
   * @throws tooManyAtOnce, and when the temporary file can't be made
   */
  begin(viewer: Viewer, part: Part = 'everything'): Promise<Readable> {
    return new Promise((resolve, reject) => {
      const work = async () => {
        await tellIn(this.deps.catalog, viewer.gallery.id, { type: part === 'results' ? 'export.results' : 'export' });
        const text = await TextFile.create(this.deps.folder, this.removals);
        const zip = new ZipWriter();
        resolve(zip.stream);
        await this.write(viewer, part, zip, text).catch((error) => this.breakOff(zip, error));
      };
      this.slots.run(viewer.userId, work).catch(reject);
    });
  }

  private breakOff(zip: ZipWriter, error: Error): void {
    if (!zip.signal.aborted) this.log.error({ err: error }, 'failed to finish an export');
    zip.stream.destroy(error);
  }

  private async write(viewer: Viewer, part: Part, zip: ZipWriter, text: TextFile): Promise<void> {
    try {
      await new GalleryWriter(this.deps, zip, text).write(viewer, part);
      zip.end();
    } finally {
      await text.close();
    }
  }
}
