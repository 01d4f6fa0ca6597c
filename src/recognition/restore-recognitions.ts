import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { UploadedPhoto } from '../engine/contract';
import { requireGallery } from '../gallery/galleries';
import { requireImporter } from '../gallery/importers';
import { requireMember } from '../gallery/memberships';
import type { Viewer } from '../gallery/viewer';
import { randomId } from '../storage/names';
import type { PhotoStore } from '../storage/photo-store';
import { storedOrigin } from './origins';
import { hasRecognition, hasRecognizedFace, insertRecognition, resultPath } from './recognition-rows';
import { uploadedColumns } from './stored-recognition';

/** A recognition from an export. Times are in milliseconds since 1970. */
export interface ExportedRecognition {
  /** Its id in the gallery where it was made; undefined in older exports, which didn't contain it. */
  originId: string | undefined;
  createdAt: number;
  expiresAt: number;
  pictureHash: string | null;
  /** Undefined in older exports. */
  uploaded?: UploadedPhoto | undefined;
  faces: readonly StoredFace[];
}

/** No recognition is kept for more than a year, as KEEP_RECOGNITIONS_HOURS allows no more. */
const MAX_KEPT_MS = 365 * 24 * 60 * 60 * 1000;

/** Restores recognitions from an export, each once. */
export class RecognitionRestorer {
  constructor(
    private readonly catalog: Catalog,
    /** Where recognitions' photos are stored. */
    private readonly store: PhotoStore,
  ) {}

  /** Whether somebody has a recognition already: by its id, or by its first face if the export is too old to contain ids. */
  async has(viewer: Viewer, { originId, faces: [face] }: ExportedRecognition): Promise<boolean> {
    if (originId !== undefined) return hasRecognition(this.catalog, viewer, originId);
    return face !== undefined && hasRecognizedFace(this.catalog, viewer, face);
  }

  /**
   * Stores a recognition and its picture, which was decoded anew. When this rejects, nothing is stored.
   * @throws accountDeleted, importerGone, storageFull, storageUnavailable, quotaReached
   */
  async restore(
    { gallery, userId }: Viewer,
    { originId, createdAt, pictureHash, uploaded, ...exported }: ExportedRecognition,
    { jpeg, width, height }: { jpeg: Uint8Array; width: number; height: number },
  ): Promise<void> {
    const id = randomId();
    const path = await resultPath(this.catalog, { gallery, userId }, id);
    const expiresAt = Math.min(exported.expiresAt, Date.now() + MAX_KEPT_MS);
    const row = {
      id,
      galleryId: gallery.id,
      userId,
      path,
      width,
      height,
      createdAt,
      expiresAt,
      pictureHash,
      originId: originId === undefined ? null : storedOrigin(userId, originId),
      ...uploadedColumns(uploaded),
    };
    await this.store.writeClaimed(path, jpeg, () =>
      this.catalog.transaction().execute(async (trx) => {
        await requireGallery(trx, gallery.id);
        await requireImporter(trx, gallery.id);
        await requireMember(trx, { gallery, userId });
        await insertRecognition(trx, row, exported.faces);
      }),
    );
  }
}
