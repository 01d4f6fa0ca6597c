import type { FileHandle } from 'node:fs/promises';
import type { Catalog } from '../catalog/catalog';
import { fromColumns, type StoredFace, toColumns, toStored } from '../catalog/faces';
import { isStorageFault } from '../catalog/storage-faults';
import type { Tables } from '../catalog/tables';
import { folderOf } from '../catalog/user-folder';
import type { DescribedPhoto } from '../engine/contract';
import type { Preferences } from '../gallery/preferences';
import { randomId } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
import { pictureHash } from '../storage/picture-hash';
import { HOUR_MS } from '../units';

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

/** The recognised photos, their faces and their descriptors, for as long as each user wants them kept. */
export class Recognitions {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly preferences: Preferences,
  ) {}

  /** Keeps a described photo. When this rejects, nothing of it is stored. @returns the result's id @throws storageFull */
  async add(userId: number, { picture: { jpeg, width, height }, faces }: DescribedPhoto): Promise<string> {
    const id = randomId();
    const path = `${await folderOf(this.catalog, userId)}/${id}.jpg`;
    const createdAt = Date.now();
    const expiresAt = createdAt + (await this.preferences.keepHoursOf(userId)) * HOUR_MS;
    const row = { id, userId, path, width, height, createdAt, expiresAt, pictureHash: null };
    await this.store.writeClaimed(path, jpeg, () => this.insert(row, faces));
    return id;
  }

  private async insert(row: Tables['recognitions'], faces: DescribedPhoto['faces']): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      await trx.insertInto('recognitions').values(row).execute();
      for (const [position, face] of faces.entries()) {
        await trx
          .insertInto('recognizedFaces')
          .values({ recognitionId: row.id, position, ...toColumns(toStored(face)) })
          .execute();
      }
    });
  }

  private current(userId: number) {
    return this.catalog.selectFrom('recognitions').where('userId', '=', userId).where('expiresAt', '>', Date.now());
  }

  /** A result, or undefined when the user has none of that id, or no more. */
  async find(userId: number, id: string): Promise<StoredRecognition | undefined> {
    return this.current(userId).select(COLUMNS).where('id', '=', id).executeTakeFirst();
  }

  async count(userId: number): Promise<number> {
    const { count } = await this.current(userId)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Some of a user's results, the newest first. */
  async list(userId: number, limit: number, after = 0): Promise<StoredRecognition[]> {
    return this.current(userId)
      .select(COLUMNS)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .limit(limit)
      .offset(after)
      .execute();
  }

  /** The faces of some results, from left to right. One whose descriptor is damaged is left out. */
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

  /** Removes a result and its photo. @returns whether the user had it */
  async remove(userId: number, id: string): Promise<boolean> {
    const removed = await this.catalog
      .deleteFrom('recognitions')
      .where('userId', '=', userId)
      .where('id', '=', id)
      .returning('path')
      .executeTakeFirst();
    if (removed) await this.store.remove(removed.path);
    return removed !== undefined;
  }

  /** Removes all of a user's results and their photos. @returns how many there were */
  async removeAll(userId: number): Promise<number> {
    const removed = await this.catalog
      .deleteFrom('recognitions')
      .where('userId', '=', userId)
      .returning('path')
      .execute();
    await this.store.remove(...removed.map(({ path }) => path));
    return removed.length;
  }
}
