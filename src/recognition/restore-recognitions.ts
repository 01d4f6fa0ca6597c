import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import { type Gallery, requireGallery } from '../gallery/gallery-rows';
import { randomId } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
import { hasRecognition, hasRecognizedFace, insertRecognition } from './recognition-rows';

/** A recognition as an export has it. */
export interface ExportedRecognition {
  /** Its id where it comes from; undefined in exports from before it was written. */
  originId: string | undefined;
  /** Milliseconds since 1970, as `expiresAt`. */
  createdAt: number;
  expiresAt: number;
  pictureHash: string | null;
  faces: readonly StoredFace[];
}

/** Recognitions are kept a year at most; see KEEP_RECOGNITIONS_HOURS. */
const MAX_KEPT_MS = 365 * 24 * 60 * 60 * 1000;

/** Puts recognitions from an export back, each once. */
export class RecognitionRestorer {
  constructor(
    private readonly catalog: Catalog,
    /** Of the recognized photos. */
    private readonly store: PhotoStore,
  ) {}

  /** Whether it is here already: by its id, or by its faces where the export is too old to have one. */
  async has({ id }: Gallery, { originId, faces: [face] }: ExportedRecognition): Promise<boolean> {
    if (originId !== undefined) return hasRecognition(this.catalog, id, originId);
    return face !== undefined && hasRecognizedFace(this.catalog, id, face.descriptor);
  }

  /**
   * Stores a recognition with its picture, decoded anew. When this rejects, nothing of it is stored.
   * @throws accountDeleted, storageFull, storageUnavailable, quotaReached
   */
  async restore(
    gallery: Gallery,
    { originId, createdAt, pictureHash, ...exported }: ExportedRecognition,
    { jpeg, width, height }: { jpeg: Uint8Array; width: number; height: number },
  ): Promise<void> {
    const id = randomId();
    const path = `${gallery.folder}/${id}.jpg`;
    const expiresAt = Math.min(exported.expiresAt, Date.now() + MAX_KEPT_MS);
    const row = {
      id,
      galleryId: gallery.id,
      path,
      width,
      height,
      createdAt,
      expiresAt,
      pictureHash,
      originId: originId ?? null,
    };
    await this.store.writeClaimed(path, jpeg, () =>
      this.catalog.transaction().execute(async (trx) => {
        await requireGallery(trx, gallery.id);
        await insertRecognition(trx, row, exported.faces);
      }),
    );
  }
}
