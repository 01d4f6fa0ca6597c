import type { FileHandle } from 'node:fs/promises';
import type { Catalog } from '../catalog/catalog';
import { fromColumns, type StoredFace, toStored } from '../catalog/faces';
import { isStorageFault } from '../catalog/storage-faults';
import type { DescribedPhoto } from '../engine/contract';
import { type Gallery, requireGallery } from '../gallery/gallery-rows';
import type { Preferences } from '../gallery/preferences';
import { randomId } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
import { pictureHash } from '../storage/picture-hash';
import { HOUR_MS } from '../units';
import { insertRecognition, type NewRecognition } from './recognition-rows';

/** What is kept of a recognition: no name. */
export interface StoredRecognition {
  id: string;
  path: string;
  width: number;
  height: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  pictureHash: string | null;
}

export interface NumberedFace {
  /** In the photo, from 1. */
  number: number;
  face: StoredFace;
}

const COLUMNS = ['id', 'path', 'width', 'height', 'createdAt', 'pictureHash'] as const;

/** The recognized photos, their faces and their descriptors, for as long as each gallery keeps them. */
export class Recognitions {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly preferences: Preferences,
  ) {}

  /** Keeps a described photo. When this rejects, nothing of it is stored. @returns its id @throws accountDeleted, storageFull, quotaReached */
  async add(gallery: Gallery, { picture: { jpeg, width, height }, faces }: DescribedPhoto): Promise<string> {
    const id = randomId();
    const path = `${gallery.folder}/${id}.jpg`;
    const picture = { path, width, height, createdAt: Date.now(), pictureHash: null };
    const row = { id, galleryId: gallery.id, ...picture, originId: null };
    await this.store.writeClaimed(path, jpeg, () => this.insert(row, faces.map(toStored)));
    return id;
  }

  private async insert(row: NewRecognition, faces: readonly StoredFace[]): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const gallery = await requireGallery(trx, row.galleryId);
      const expiresAt = row.createdAt + this.preferences.keepHoursOf(gallery) * HOUR_MS;
      await insertRecognition(trx, { ...row, expiresAt }, faces);
    });
  }

  private current({ id }: Gallery) {
    return this.catalog.selectFrom('recognitions').where('galleryId', '=', id).where('expiresAt', '>', Date.now());
  }

  /** A recognition, or undefined when the gallery has none of that id, or no more. */
  async find(gallery: Gallery, id: string): Promise<StoredRecognition | undefined> {
    return this.current(gallery).select(COLUMNS).where('id', '=', id).executeTakeFirst();
  }

  async count(gallery: Gallery): Promise<number> {
    const { count } = await this.current(gallery)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Some of a gallery's recognitions, the newest first. */
  async list(gallery: Gallery, limit: number, after = 0): Promise<StoredRecognition[]> {
    return this.current(gallery)
      .select(COLUMNS)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .limit(limit)
      .offset(after)
      .execute();
  }

  /** The faces of some recognitions, from left to right. One whose descriptor is damaged is left out. */
  async facesOf(ids: readonly string[]): Promise<Map<string, NumberedFace[]>> {
    const faces = new Map<string, NumberedFace[]>(ids.map((id) => [id, []]));
    if (ids.length === 0) return faces;
    const rows = await this.catalog
      .selectFrom('recognizedFaces')
      .selectAll()
      .where('recognitionId', 'in', [...ids])
      .orderBy('position')
      .execute();
    for (const row of rows) {
      const face = fromColumns(row);
      if (face) faces.get(row.recognitionId)?.push({ number: row.position + 1, face });
    }
    return faces;
  }

  /** The photo's bytes (JPEG), or undefined when its file is gone. */
  readPhoto({ path }: StoredRecognition): Promise<Buffer | undefined> {
    return this.store.read(path);
  }

  /** The photo, to be sent; undefined when its file is gone. */
  openPhoto({ path }: StoredRecognition): Promise<FileHandle | undefined> {
    return this.store.open(path);
  }

  /** The photo's perceptual hash, made when it is first asked for; null when its file is gone. */
  async pictureHashOf(result: StoredRecognition): Promise<string | null> {
    if (result.pictureHash !== null) return result.pictureHash;
    const jpeg = await this.readPhoto(result);
    if (!jpeg) return null;
    const hash = await pictureHash(jpeg);
    // Without it the hash is only made again: a disk that can't be written must not hide what can be read.
    const kept = this.catalog
      .updateTable('recognitions')
      .set({ pictureHash: hash })
      .where('id', '=', result.id)
      .execute();
    await kept.catch((error) => isStorageFault(error) || Promise.reject(error));
    return hash;
  }

  /** Removes a recognition and its photo. @returns whether the gallery had it */
  async remove(gallery: Gallery, id: string): Promise<boolean> {
    const removed = await this.catalog
      .deleteFrom('recognitions')
      .where('galleryId', '=', gallery.id)
      .where('id', '=', id)
      .returning('path')
      .executeTakeFirst();
    if (removed) await this.store.remove(removed.path);
    return removed !== undefined;
  }

  /** Removes all of a gallery's recognitions and their photos. @returns how many there were */
  async removeAll({ id }: Gallery): Promise<number> {
    const removed = await this.catalog
      .deleteFrom('recognitions')
      .where('galleryId', '=', id)
      .returning('path')
      .execute();
    await this.store.remove(...removed.map(({ path }) => path));
    return removed.length;
  }
}
