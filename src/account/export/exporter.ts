import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Catalog } from '../../catalog/catalog';
import type { PhotoStore } from '../../photos/photo-store';
import { Removals } from '../../photos/removals';
import { GalleryWriter } from './gallery-writer';
import { TextFile } from './text-file';
import { ZipWriter } from './zip-writer';

export interface ExportParts {
  catalog: Catalog;
  photos: PhotoStore;
  recognitions: PhotoStore;
  /** Of the photos that wait for an answer. */
  drafts: PhotoStore;
  /** For temporary files. */
  folder: string;
}

/** Gives people all that is kept of theirs, in one zip that another FamiliarFaces takes. */
export class Exporter {
  private readonly removals: Removals;

  constructor(
    private readonly parts: ExportParts,
    private readonly log: Logger,
  ) {
    this.removals = new Removals(parts.folder);
  }

  /**
   * A zip that is written while it is read. When something goes wrong it breaks off, so that nobody takes it for whole.
   * @throws when it can't even begin
   */
  async begin(userId: number): Promise<Readable> {
    const text = await TextFile.create(this.parts.folder);
    const zip = new ZipWriter();
    this.write(userId, zip, text).catch((error) => {
      if (!zip.leaving.aborted) this.log.error({ err: error }, 'a download broke off');
      zip.stream.destroy(error);
    });
    return zip.stream;
  }

  private async write(userId: number, zip: ZipWriter, text: TextFile): Promise<void> {
    try {
      await new GalleryWriter(this.parts, zip, text).write(userId);
      zip.end();
    } finally {
      await text.close();
      await this.removals.discard(text.path);
    }
  }
}
